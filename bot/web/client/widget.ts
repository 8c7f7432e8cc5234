// The widget: the same questions and answers in a frame on another site. Its
// token lives in memory; nothing is stored.
import { visitorOf } from "./access";
import { startChat } from "./chat";
import { must } from "./dom";
import { panelOpen } from "./panel";
import { FromHost, FromWidget, unwrap, wrap } from "./protocol";

const frame = must("#widget");
const origins: string[] = JSON.parse(frame.dataset.origins || "[]");
if (frame.dataset.home) origins.push(location.origin);
let host = ""; // origin of the host page once it said hello
const post = (m: FromWidget) => { if (host) parent.postMessage(wrap(m), host); };

const chat = startChat(visitorOf(frame.dataset.widget || ""), () => post({ type: "answer" }))!;
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
