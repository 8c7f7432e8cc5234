// The JSON of an answer, and its parts as nodes.
import { el, t, webURL } from "./dom";

export interface Statement { text: string; citations: number[]; intro?: string }

export interface Citation {
  n: number; document_id: string; passage_id: string; title: string; doc_number: string; locator: string;
  quote: string; start: number; end: number; url: string; status: string;
  effective_from: string; effective_to: string; effective_basis?: string; digest: boolean; page: string;
}

export interface Answer {
  id: string; question: string; status: string; answer: string; label: string; as_of: string;
  statements: Statement[]; citations: Citation[]; missing: string[]; choices: string[];
}

export interface Run { text: string; mark: boolean; gap: string }

const dates = (from: string, to: string, basis = ""): string =>
  basis === "decision" && from ? t("dates.amended", from) : from && to ? t("dates.from_to", from, to) : from ? t("dates.from", from) : to ? t("dates.to", to) : "";

/** facts are validity, 文号 and days of a cited text. */
export const facts = (c: Citation): (Node | null)[] => [
  el("span", { class: "badge " + c.status }, t("status." + c.status)),
  c.digest ? el("span", { class: "badge digest" }, t("kind.digest")) : null,
  c.doc_number ? el("span", { lang: "zh-CN" }, c.doc_number) : null,
  el("span", {}, dates(c.effective_from, c.effective_to, c.effective_basis)),
];

export const documentPath = (c: Citation): string =>
  "/documents/" + encodeURIComponent(c.document_id) + "?start=" + c.start + "&end=" + c.end + "#cite";

/** joined drops the hard wraps of the source between Chinese characters. */
export const joined = (text: string): string => text.replace(/([^\x00-\xff])\s*\n\s*(?=[^\x00-\xff])/g, "$1");

/** tailed keeps the last character and the numbers after it on one line. */
export const tailed = (text: string, buttons: Node[]): (Node | string)[] => {
  const last = Array.from(text).pop() || "";
  return [text.slice(0, text.length - last.length), el("span", { class: "tail" }, last, ...buttons)];
};

/** pieces makes nodes of runs; neighbours that are marked share one <mark>. */
export const pieces = (runs: Run[]): Node[] => {
  const out: Node[] = [];
  let mark: HTMLElement | null = null;
  for (const r of runs) {
    const node = r.gap ? el("span", { class: "gap-" + r.gap }, r.text) : document.createTextNode(r.text);
    if (!r.mark) { mark = null; out.push(node); continue; }
    if (!mark) out.push(mark = el("mark"));
    mark.append(node);
  }
  return out;
};

/** plain is the answer as it is copied: sources and label go with it. */
export const plain = (a: Answer): string => [
  a.question, "",
  ...(a.statements.length ? a.statements.map((s) => s.text + s.citations.map((n) => "[" + n + "]").join("")) : [a.answer]),
  ...a.missing.map((m) => t("answer.missing") + ": " + m), "",
  ...a.citations.map((c) => ["[" + c.n + "] 《" + c.title + "》" + c.locator, c.doc_number, t("status." + c.status),
    c.digest ? t("kind.digest") : "", new URL(c.page, location.href).href, (webURL(c.url) || { href: "" }).href].filter(Boolean).join(" · ")), "",
  (a.as_of ? t("answer.as_of", a.as_of) + " · " : "") + a.label,
].join("\n").replace(/\n{3,}/g, "\n\n");

/** written is the text of an answer that the server rendered, as it is copied. */
export const written = (article: Element): string => {
  const line = (e: Element) => {
    const c = e.cloneNode(true) as Element;
    for (const n of c.querySelectorAll(".cite")) n.replaceWith("[" + n.textContent + "]");
    return (c.textContent || "").replace(/\s+/g, " ").trim();
  };
  const lines = (sel: string) => [...article.querySelectorAll(sel)].map(line);
  return [...lines(".asked"), "", ...lines(".say, .missing li, .note"), "",
    ...lines(".sources li").map((s, i) => "[" + (i + 1) + "] " + s), "", ...lines(".under .label")].join("\n");
};
