// Day and region of a question: what is set is shown as chips, each removed by a
// click, while the fields themselves are folded away.
import { $, el, must, t } from "./dom";

export interface Conditions {
  asOf(): string;
  region(): string;
  /** said gives the conditions as words, for the question that they went with. */
  said(): string[];
  fold(): void;
}

const words: Record<string, string> = { as_of: "chip.as_of", region: "chip.region" };

/** startConditions takes over the fields of the form. */
export const startConditions = (form: HTMLElement): Conditions => {
  const more = must<HTMLDetailsElement>(".more", form), chips = must(".chips", form), head = must("summary", more);
  const field = (name: string) => $<HTMLInputElement>('[name="' + name + '"]', form);
  const value = (name: string) => (field(name)?.value || "").trim();
  const text = (name: string) => value(name) && t(words[name], value(name));
  const draw = () => {
    chips.replaceChildren(...Object.keys(words).filter((name) => value(name)).map((name) =>
      el("li", {}, el("button", { type: "button", class: "chip", "aria-label": t("chip.remove", text(name)), onclick: () => {
        field(name)!.value = "";
        draw();
        head.focus();
      } }, text(name), el("span", { "aria-hidden": "true" }, " ×")))));
    chips.hidden = more.open || !chips.childElementCount;
  };
  more.addEventListener("toggle", draw);
  for (const name of Object.keys(words)) field(name)?.addEventListener("change", draw);
  draw();
  return {
    asOf: () => value("as_of"),
    region: () => value("region"),
    said: () => Object.keys(words).map(text).filter(Boolean),
    fold: () => { more.open = false; draw(); },
  };
};
