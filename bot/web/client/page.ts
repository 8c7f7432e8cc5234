// The pages of the site: the product page hands its question to the page that
// streams answers; cards and copying on answers that the server rendered.
import { visitorOf } from "./access";
import { written } from "./answer";
import { carded } from "./card";
import { sends, startChat } from "./chat";
import { startConditions } from "./conditions";
import { $, must, withLang } from "./dom";
import { copyButton } from "./speak";

for (const article of document.querySelectorAll("article.turn")) {
  $(".tools", article)?.prepend(copyButton(() => written(article)));
  for (const a of article.querySelectorAll<HTMLElement>("a.cite")) {
    carded(a, () => [...(document.getElementById("c" + a.dataset.n)?.childNodes || [])].map((n) => n.cloneNode(true)));
  }
}

const widget = $("#chat")?.dataset.widget; // where the API needs keys, the page asks as a visitor
const chat = startChat(widget ? visitorOf(widget) : async () => null, () => {});
const form = $<HTMLFormElement>("form.composer");

if (chat && form) {
  // A question that came along from another page is asked at once. It stands
  // behind the #, which no server and no log sees.
  const given = new URLSearchParams(location.hash.slice(1));
  const question = given.get("q");
  if (question) {
    history.replaceState(null, "", location.pathname + location.search);
    for (const name of ["as_of", "region"]) must<HTMLInputElement>('[name="' + name + '"]', form).value = given.get(name) || "";
    void chat.ready.then(() => chat.ask(question));
  }
} else if (form) {
  startConditions(form);
  const box = must<HTMLTextAreaElement>("#q", form);
  const hand = (question: string) => {
    if (!question.trim()) { box.focus(); return; }
    const all = new URLSearchParams({ q: question.trim() });
    for (const name of ["as_of", "region"]) {
      const value = must<HTMLInputElement>('[name="' + name + '"]', form).value.trim();
      if (value) all.set(name, value);
    }
    location.href = withLang("/ask") + "#" + all;
  };
  form.noValidate = true;
  form.addEventListener("submit", (e) => { e.preventDefault(); hand(box.value); });
  sends(box, () => hand(box.value));
}

// The product page opens its own widget.
const tryIt = $("#try");
if (tryIt) {
  tryIt.hidden = false;
  tryIt.addEventListener("click", () => (window as unknown as { policybot?: { open?: () => void } }).policybot?.open?.());
}
