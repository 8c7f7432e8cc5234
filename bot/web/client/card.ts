// The card that a citation's number shows on hover and on focus: dismissible by
// Esc, hoverable, and there until pointer and focus have left.
import { el } from "./dom";
import { panelOpen } from "./panel";

const leave = 250; // ms that a pointer may take from the number to the card
const rest = 200; // ms that a pointer rests before the card appears

const card = el("div", { id: "card", class: "card", role: "tooltip", popover: "manual" });
const able = typeof card.showPopover === "function";
let of: HTMLElement | null = null;
let timer: number | undefined;

const hide = (): void => {
  clearTimeout(timer);
  if (!of) return;
  of.removeAttribute("aria-describedby");
  of = null;
  card.hidePopover();
};

const show = (b: HTMLElement, content: Node[]): void => {
  clearTimeout(timer);
  if (of === b || panelOpen()) return;
  hide();
  if (!card.isConnected) document.body.append(card);
  of = b;
  card.replaceChildren(...content);
  b.setAttribute("aria-describedby", "card");
  card.showPopover();
  const at = b.getBoundingClientRect(), box = card.getBoundingClientRect();
  const above = at.top - box.height - 8;
  card.style.left = Math.max(8, Math.min(at.left - 12, innerWidth - box.width - 8)) + "px";
  card.style.top = Math.max(8, above >= 8 ? above : Math.min(at.bottom + 8, innerHeight - box.height - 8)) + "px";
};

const soon = (fn: () => void, ms: number): void => { clearTimeout(timer); timer = window.setTimeout(fn, ms); };

/** carded gives b a card with the content made by make. */
export const carded = (b: HTMLElement, make: () => Node[]): void => {
  if (!able) return;
  // Not pointerenter: the page may move under a pointer that rests.
  b.addEventListener("pointermove", (e) => {
    if (of === b) clearTimeout(timer);
    else if (e.pointerType === "mouse") soon(() => show(b, make()), rest);
  });
  b.addEventListener("pointerleave", () => soon(hide, leave));
  b.addEventListener("focus", () => { if (b.matches(":focus-visible")) show(b, make()); });
  b.addEventListener("blur", hide);
  b.addEventListener("click", hide);
};

if (able) {
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("pointerleave", () => soon(hide, leave));
  // Esc closes the card first, and nothing else.
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !of) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    hide();
  }, true);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
}
