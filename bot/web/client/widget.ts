// The widget: the same questions and answers in a frame on another site. Its
// token lives in memory; nothing is stored.
import { startChat } from "./chat";
import { must } from "./dom";
import { panelOpen } from "./panel";
import { FromHost, FromWidget, unwrap, wrap } from "./protocol";

const frame = must("#widget");
const origins: string[] = JSON.parse(frame.dataset.origins || "[]");
if (frame.dataset.home) origins.push(location.origin);
const early = 60; // seconds before its end that a token is renewed
let host = ""; // origin of the host page once it said hello
let token = "", ends = 0;

const post = (m: FromWidget) => { if (host) parent.postMessage(wrap(m), host); };

// access gives the token of this visitor, a new one where it ended. The old one
// goes along, so that the visitor stays the same one.
const access = async (renew: boolean): Promise<string | null> => {
  if (!renew && token && Date.now() < ends) return "Bearer " + token;
  const res = await fetch("/api/v1/widget/token", {
    method: "POST", body: JSON.stringify({ widget: frame.dataset.widget }),
    headers: { "Content-Type": "application/json", ...(token ? { Authorization: "Bearer " + token } : {}) },
  });
  if (!res.ok) return token ? "Bearer " + token : null; // the question that follows says why
  const body: { token: string; expires_in: number } = await res.json();
  token = body.token;
  ends = Date.now() + (body.expires_in - early) * 1000;
  return "Bearer " + token;
};

const chat = startChat(access, () => post({ type: "answer" }))!;
const close = () => post({ type: "close" });

must("#w-close").addEventListener("click", close);
must("#w-new").addEventListener("click", () => chat.clear());
const large = must("#w-large");
large.addEventListener("click", () => {
  const on = document.documentElement.classList.toggle("large");
  large.setAttribute("aria-pressed", String(on));
});
// A card or a panel takes its Esc first.
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && !e.defaultPrevented && !panelOpen() && !e.isComposing) close();
});

const box = must("#q");
addEventListener("message", (e) => {
  if (e.source !== parent || parent === window || !origins.includes(e.origin)) return;
  const m = unwrap(e.data) as FromHost | null;
  if (!m) return;
  if (m.type === "hello") {
    host = e.origin;
    post({ type: "ready" });
  } else if (m.type === "shown") {
    box.focus();
  } else if (m.type === "ask" && typeof m.text === "string" && m.text.length <= 4000 && !chat.busy()) {
    void chat.ask(m.text);
  }
});
