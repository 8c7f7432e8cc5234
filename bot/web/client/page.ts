// The pages of the site: answers streamed into the log, cards and copying on
// answers that the server rendered.
import { written } from "./answer";
import { carded } from "./card";
import { startChat } from "./chat";
import { $ } from "./dom";
import { copyButton } from "./speak";

for (const article of document.querySelectorAll("article.turn")) {
  $(".tools", article)?.prepend(copyButton(() => written(article)));
  for (const a of article.querySelectorAll<HTMLElement>("a.cite")) {
    carded(a, () => [...(document.getElementById("c" + a.dataset.n)?.childNodes || [])].map((n) => n.cloneNode(true)));
  }
}
startChat(async () => null, () => {});
