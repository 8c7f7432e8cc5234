// The panel that opens a citation: the passage with the quoted span marked.
import { Citation, Run, documentPath, facts, pieces } from "./answer";
import { $, el, inside, must, official, t, withLang } from "./dom";

interface Shown { list: Citation[]; index: number; opener: HTMLElement }

let panel: HTMLDialogElement | null = null;
let shown: Shown | null = null;
let returning = false; // the focus goes back to what opened the panel: no card covers its neighbours
// A sheet is modal and a side panel is not.
const wide = matchMedia("(min-width: 1000px)");

const show = (p: HTMLDialogElement) => { if (wide.matches) p.show(); else p.showModal(); };

const build = (): HTMLDialogElement => {
  const button = (key: string, sign: string, fn: () => void) =>
    el("button", { type: "button", "aria-label": t(key), title: t(key), onclick: fn }, sign);
  const p = el("dialog", { id: "panel", "aria-labelledby": "panel-title" },
    el("div", { class: "panel-bar" },
      el("h2", { id: "panel-title", tabindex: "-1" }),
      button("citation.prev", "↑", () => step(-1)),
      button("citation.next", "↓", () => step(1)),
      button("citation.close", "×", closePanel)),
    el("div", { class: "panel-body", tabindex: "0", role: "region", "aria-label": t("citation.panel") }),
    el("div", { class: "panel-foot" }));
  p.addEventListener("cancel", (e) => { e.preventDefault(); closePanel(); });
  p.addEventListener("click", (e) => { if (e.target === p) closePanel(); });
  wide.addEventListener?.("change", () => {
    if (!p.open) return;
    p.close();
    show(p);
  });
  document.body.append(p);
  return p;
};

export const closePanel = (): void => {
  if (!panel || !panel.open || !shown) return;
  const { opener } = shown;
  returning = true;
  panel.close(); // gives the focus back by itself, where the opener had it
  document.body.classList.remove("panel-open");
  opener.setAttribute("aria-expanded", "false");
  shown = null;
  if (opener.isConnected) opener.focus();
  returning = false;
};

/** panelOpen says that the panel is open, or just giving the focus back. */
export const panelOpen = (): boolean => returning || (!!panel && panel.open);

export const openPanel = (list: Citation[], index: number, opener: HTMLElement): void => {
  panel ||= build();
  if (shown) shown.opener.setAttribute("aria-expanded", "false");
  shown = { list, index, opener };
  opener.setAttribute("aria-expanded", "true");
  if (!panel.open) {
    show(panel);
    document.body.classList.add("panel-open");
  }
  void fill(panel, shown);
  must("#panel-title").focus();
};

const step = (by: number): void => {
  if (!panel || !shown) return;
  const to = shown.index + by;
  if (to < 0 || to >= shown.list.length) return;
  shown.index = to;
  void fill(panel, shown);
};

const fill = async (p: HTMLDialogElement, at: Shown): Promise<void> => {
  const { list, index } = at;
  const c = list[index];
  const body = must(".panel-body", p);
  const [prev, next] = p.querySelectorAll<HTMLButtonElement>(".panel-bar button");
  must("#panel-title").textContent = t("citation.of", c.n, list.length);
  prev.disabled = index === 0;
  next.disabled = index === list.length - 1;
  const text = el("div", { class: "stored", lang: "zh-CN" }, t("citation.loading"));
  body.replaceChildren(
    el("h3", { lang: "zh-CN" }, c.title),
    el("p", { class: "meta" }, ...facts(c)),
    el("p", { class: "where", lang: "zh-CN" }, c.locator),
    text);
  body.scrollTop = 0;
  must(".panel-foot", p).replaceChildren(inside(c.page, {}, t("citation.page")), inside(documentPath(c), {}, t("citation.open")), official(c.url) || "");
  const current = () => !!shown && shown.list[shown.index] === c;
  try {
    const res = await fetch(withLang("/api/v1/passages/" + encodeURIComponent(c.passage_id) + "?start=" + c.start + "&end=" + c.end));
    if (!res.ok) throw new Error(String(res.status));
    const passage: { runs: Run[] } = await res.json();
    if (!current()) return;
    text.replaceChildren(...pieces(passage.runs));
    const mark = $("mark", text);
    if (mark && mark.getBoundingClientRect().bottom > body.getBoundingClientRect().bottom - 16) mark.scrollIntoView({ block: "center" });
  } catch {
    if (current()) text.textContent = t("citation.failed");
  }
};

document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && panelOpen()) { e.preventDefault(); closePanel(); }
});
