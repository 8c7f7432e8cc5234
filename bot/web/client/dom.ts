// What all parts of the page share: elements, words, links. Text from the
// server becomes text nodes only, never HTML.

const data = document.body.dataset;
const words: Record<string, string> = JSON.parse(data.words || "{}");
const lang = data.lang || "";

/** framed says that the page is the widget's: its links open outside of it. */
export const framed = document.body.classList.contains("page-widget");

/** t gives the words of a key; %s and %d take the arguments in order. */
export const t = (key: string, ...args: (string | number)[]): string => {
  let i = 0;
  return (words[key] || key).replace(/%[sd]/g, () => String(args[i++]));
};

export const $ = <E extends Element = HTMLElement>(sel: string, root: ParentNode = document): E | null => root.querySelector<E>(sel);

/** must gives an element that the server's template always holds. */
export const must = <E extends Element = HTMLElement>(sel: string, root: ParentNode = document): E => {
  const e = $<E>(sel, root);
  if (!e) throw new Error("the page holds no " + sel);
  return e;
};

type Child = Node | string | null | undefined;
type Props = Record<string, string | number | null | undefined | ((e: Event) => void)>;

/** el makes an element; a property that is null is left out, a function is a click handler. */
export const el = <K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) {
    if (v === null || v === undefined) continue;
    if (typeof v === "function") e.addEventListener("click", v);
    else if (k === "class") e.className = String(v);
    else e.setAttribute(k, String(v));
  }
  e.append(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== ""));
  return e;
};

/** withLang keeps a language that was chosen by hand. */
export const withLang = (path: string): string => {
  if (!lang) return path;
  const [p, hash] = path.split("#");
  return p + (p.includes("?") ? "&" : "?") + "lang=" + lang + (hash ? "#" + hash : "");
};

/** inside makes a link to a page of ours; from the widget it opens a new tab. */
export const inside = (path: string, props: Props, ...children: Child[]) =>
  el("a", { href: withLang(path), target: framed ? "_blank" : null, rel: framed ? "noopener" : null, ...props }, ...children);

export const webURL = (raw: string): URL | null => {
  try {
    const u = new URL(raw);
    return (u.protocol === "https:" || u.protocol === "http:") && u.host && !u.username ? u : null;
  } catch { return null; }
};

export const official = (raw: string) => {
  const u = webURL(raw);
  return u && el("a", { href: u.href, rel: "noopener noreferrer nofollow", target: "_blank" },
    t("answer.official"), el("span", { class: "host" }, " " + u.hostname));
};

export const newID = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
