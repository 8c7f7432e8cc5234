// Announcements for screen readers, and the clipboard.
import { $, el, t } from "./dom";

const live = $("#live");
let spoken = 0;
let waiting: number | undefined;

/** announce speaks whole sentences, two seconds apart at least; of several that wait, the last one counts. */
export const announce = (text: string): void => {
  clearTimeout(waiting);
  const speak = () => { spoken = Date.now(); if (live) live.textContent = text; };
  const wait = spoken + 2000 - Date.now();
  if (wait <= 0) speak(); else waiting = window.setTimeout(speak, wait);
};

const copyText = async (text: string): Promise<void> => {
  try { await navigator.clipboard.writeText(text); } catch {
    const box = el("textarea", { class: "vh" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
};

export const copyButton = (text: () => string): HTMLButtonElement => {
  const b = el("button", { type: "button", class: "quiet", onclick: async () => {
    await copyText(text());
    b.textContent = t("answer.copied");
    announce(t("answer.copied"));
    setTimeout(() => { b.textContent = t("answer.copy"); }, 2500);
  } }, t("answer.copy"));
  return b;
};
