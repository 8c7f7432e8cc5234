// Questions and answers in the log of a page or of the widget.
import { Answer, Citation, Statement, facts, joined, plain, tailed } from "./answer";
import { carded } from "./card";
import { $, el, framed, inside, must, newID, official, t, withLang } from "./dom";
import { startConditions } from "./conditions";
import { feedback } from "./feedback";
import { keeper } from "./keep";
import { closePanel, openPanel } from "./panel";
import { announce, copyButton } from "./speak";
import { Access, Shown, stream } from "./stream";

interface Turn {
  reply: HTMLElement; wait: HTMLElement; citations: Citation[]; done: boolean;
  says?: HTMLElement; missing?: HTMLElement;
}

/** cardOf is what the card of a citation shows. */
const cardOf = (c: Citation): Node[] => [
  el("p", { class: "source", lang: "zh-CN" }, "《" + c.title + "》" + c.locator),
  el("blockquote", { lang: "zh-CN" }, joined(c.quote)),
  el("p", { class: "meta" }, ...facts(c)),
];

/** sends calls fn on Enter, except while an input method composes; Shift+Enter breaks the line. */
export const sends = (box: HTMLElement, fn: () => void): void => {
  box.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
    e.preventDefault();
    fn();
  });
};

export interface Chat {
  ask(question: string): Promise<void>;
  clear(): void;
  busy(): boolean;
  /** ready is kept when an earlier conversation is shown again. */
  ready: Promise<void>;
}

/** startChat takes over the form; answered is called after each answer. */
export const startChat = (access: Access, answered: (status: string) => void): Chat | null => {
  const chat = $("#chat");
  if (!chat) return null;
  const form = must<HTMLFormElement>("form.composer"), box = must<HTMLTextAreaElement>("#q"), log = must("#log");
  const send = must(".primary", form);
  const conditions = startConditions(form);
  const clone = (id: string) => must<HTMLTemplateElement>(id).content.firstElementChild!.cloneNode(true) as HTMLElement;
  const stop = clone("#t-stop"), fresh = clone("#t-new"), wipe = clone("#t-clear");
  const keep = keeper(Number(chat.dataset.keep) || 0, chat.dataset.name || "page", !!chat.dataset.tab);
  let conversation = newID();
  let quiet = false; // earlier answers are shown again: nothing is announced
  let flight: AbortController | null = null;
  let problem: HTMLElement | null = null;

  const open = (turn: Turn, n: number, opener: HTMLElement) => {
    const i = turn.citations.findIndex((c) => c.n === n);
    if (i >= 0) openPanel(turn.citations, i, opener);
  };
  const citeButton = (turn: Turn, n: number) => {
    const b = el("button", { type: "button", class: "cite", "data-n": n, "aria-haspopup": "dialog", "aria-expanded": "false",
      "aria-label": t("answer.cite", n, "", ""), onclick: () => open(turn, n, b) }, String(n));
    carded(b, () => {
      const c = turn.citations.find((c) => c.n === n);
      return c ? cardOf(c) : [];
    });
    return b;
  };
  const list = (cls: string, head: string, items: Node[]) => el("section", { class: cls }, el("h3", {}, head), el("ul", {}, ...items));
  const sources = (turn: Turn, citations: Citation[]) => el("section", { class: "sources" }, el("h3", {}, t("answer.sources")),
    el("ol", {}, ...citations.map((c) => {
      const b = el("button", { type: "button", class: "source", lang: "zh-CN", "aria-haspopup": "dialog", "aria-expanded": "false",
        onclick: () => open(turn, c.n, b) }, "《" + c.title + "》" + c.locator);
      return el("li", { value: c.n }, b, el("blockquote", { lang: "zh-CN" }, joined(c.quote)),
        el("p", { class: "meta" }, ...facts(c), official(c.url)));
    })));
  const under = (a: Answer) => el("footer", { class: "under" }, el("p", { class: "label" }, a.label),
    a.as_of ? el("p", { class: "asof" }, t("answer.as_of", a.as_of)) : null,
    el("p", { class: "tools" }, copyButton(() => plain(a)),
      chat.dataset.kept && a.id ? inside("/answers/" + encodeURIComponent(a.id), {}, t("answer.link")) : null),
    chat.dataset.feedback && a.id ? feedback(a.id, access) : null);
  const failed = (turn: Turn, message: string) => {
    turn.done = true;
    turn.wait.remove();
    turn.reply.append(el("p", { class: "problem", role: "alert" }, message));
  };

  const handlers: Record<string, (turn: Turn, data: any) => void> = {
    status(turn, s: { stage: string }) { turn.wait.textContent = t(s.stage === "waiting" ? "js.waiting" : "js.searching"); },
    statement(turn, s: Statement) {
      turn.wait.remove();
      if (!turn.says) turn.reply.append(turn.says = el("div", { class: "says" }));
      turn.says.append(el("p", { class: "say", lang: "zh-CN" },
        s.intro ? el("span", { class: "intro" }, s.intro) : null, ...tailed(s.text, s.citations.map((n) => citeButton(turn, n)))));
    },
    citation(turn, c: Citation) {
      turn.citations.push(c);
      for (const b of turn.reply.querySelectorAll('.cite[data-n="' + Number(c.n) + '"]')) b.setAttribute("aria-label", t("answer.cite", c.n, c.title, c.locator));
    },
    note(turn, n: { text: string }) { turn.reply.append(el("p", { class: "note" }, n.text)); },
    missing(turn, m: { text: string }) {
      if (!turn.missing) turn.reply.append(turn.missing = list("missing", t("answer.missing"), []));
      must("ul", turn.missing).append(el("li", {}, m.text));
    },
    done(turn, a: Answer) {
      turn.done = true;
      turn.wait.remove();
      turn.reply.classList.add("status-" + a.status);
      if (a.status !== "answered") turn.reply.prepend(el("p", { class: "verdict" }, t("answer." + a.status)));
      if (a.choices.length) turn.reply.append(list("choices", t("answer.choices"), a.choices.map((c) =>
        el("li", {}, el("button", { type: "button", class: "choice", onclick: () => void ask(c) }, c)))));
      if (a.citations.length) turn.reply.append(sources(turn, a.citations));
      turn.citations = a.citations;
      turn.reply.append(under(a));
      const said = a.statements.map((s) => s.text).join(" ") || turn.reply.querySelector(".note")?.textContent || "";
      if (!quiet) announce(said + " " + (a.citations.length ? t("js.done", a.citations.length) : t("js.done_none")));
      if (!quiet) answered(a.status);
      if (!quiet && chat.dataset.kept && a.id && a.citations.length) void after(turn, a.id).catch(() => {});
    },
    error(turn, e: { message: string }) { failed(turn, e.message); },
  };

  /** after offers what can be asked next; each has a cited answer. */
  const after = async (turn: Turn, id: string): Promise<void> => {
    const token = await access(false);
    const res = await fetch("/api/v1/answers/" + encodeURIComponent(id) + "/next", { headers: token ? { Authorization: token } : {} });
    if (!res.ok) return;
    const { questions }: { questions: string[] } = await res.json();
    if (questions.length && turn.reply.isConnected) turn.reply.append(list("choices next", t("answer.next"), questions.map((q) =>
      el("li", {}, el("button", { type: "button", class: "choice", lang: "zh-CN", onclick: () => void ask(q) }, q)))));
  };
  const complain = (text: string) => {
    problem?.remove();
    problem = text ? el("p", { class: "problem", role: "alert" }, text) : null;
    if (problem) form.append(problem);
  };
  /** begin puts a question with an empty reply into the log. */
  const begin = (question: string): [HTMLElement, Turn] => {
    const turn: Turn = { citations: [], done: false, wait: el("p", { class: "wait" }, t("js.searching")), reply: el("div", { class: "reply" }) };
    turn.reply.append(turn.wait);
    const article = el("article", { class: "turn" }, el("h2", { class: "asked" }, question), turn.reply);
    log.append(article);
    document.body.classList.add("chatting");
    if (!framed) must(".more", form).before(fresh);
    if (chat.dataset.keep) must(framed ? "footer.bar p" : ".more").before(wipe);
    return [article, turn];
  };
  /** again shows the answers of a conversation that was kept. */
  const again = async (id: string): Promise<void> => {
    const token = await access(false);
    const res = await fetch(withLang("/api/v1/conversations/" + id), { headers: token ? { Authorization: token } : {} });
    if (!res.ok) return;
    const { turns }: { turns: { answer: Answer; statements: Statement[]; notes: string[] }[] } = await res.json();
    if (flight || log.childElementCount) return; // the reader was faster
    quiet = true;
    for (const { answer, statements, notes } of turns) {
      const [, turn] = begin(answer.question);
      for (const s of statements) handlers.statement(turn, s);
      for (const c of answer.citations) handlers.citation(turn, c);
      for (const text of answer.missing) handlers.missing(turn, { text });
      for (const text of notes) handlers.note(turn, { text });
      handlers.done(turn, answer);
    }
    quiet = false;
    if (!turns.length) return;
    log.lastElementChild!.scrollIntoView({ block: "start" });
    announce(t("js.restored", turns.length));
  };
  const ask = async (question: string): Promise<void> => {
    question = question.trim();
    const max = Number(chat.dataset.max);
    if (flight) return complain(t("js.busy"));
    if (!question) { box.focus(); return complain(t("js.empty")); }
    if ([...question].length > max) return complain(t("js.too_long", max));
    complain("");
    closePanel();
    const [article, turn] = begin(question);
    const asOf = conditions.asOf(), region = conditions.region(), said = conditions.said();
    if (said.length) turn.reply.before(el("ul", { class: "chips set", "aria-label": t("chip.label") }, ...said.map((text) => el("li", { class: "chip" }, text))));
    conditions.fold();
    turn.reply.setAttribute("aria-busy", "true");
    keep.note(conversation);
    box.value = "";
    send.replaceWith(stop);
    article.scrollIntoView({ block: "start" });
    announce(t("js.searching"));
    const mine = flight = new AbortController();
    const restart = () => { // the server begins anew: so does the reply
      turn.citations = [];
      turn.says = turn.missing = undefined;
      turn.reply.replaceChildren(turn.wait);
    };
    try {
      await stream({ question, conversation, as_of: asOf, region }, access, mine.signal,
        (name, data) => handlers[name]?.(turn, data), restart);
    } catch (e) {
      if (!turn.done) failed(turn, (e instanceof Shown && e.message) || t(mine.signal.aborted ? "js.stopped" : "js.failed"));
    } finally {
      flight = null;
      turn.reply.removeAttribute("aria-busy");
      const focused = document.activeElement === stop;
      stop.replaceWith(send);
      if (focused) box.focus();
    }
  };
  /** clear begins a new conversation. */
  const clear = () => {
    flight?.abort();
    closePanel();
    keep.forget();
    conversation = newID();
    log.replaceChildren();
    complain("");
    document.body.classList.remove("chatting");
    fresh.remove();
    wipe.remove();
  };
  /** erase has the conversation deleted by the server, too. */
  const erase = async () => {
    const id = conversation;
    clear();
    box.focus();
    const token = await access(false);
    const res = await fetch("/api/v1/conversations/" + id, { method: "DELETE", headers: token ? { Authorization: token } : {} }).catch(() => null);
    announce(t(res && res.ok ? "js.erased" : "js.not_erased"));
    if (!res || !res.ok) complain(t("js.not_erased"));
  };

  form.addEventListener("submit", (e) => { e.preventDefault(); void ask(box.value); });
  sends(box, () => void ask(box.value));
  stop.addEventListener("click", () => flight?.abort());
  const renew = () => { clear(); box.focus(); };
  fresh.addEventListener("click", renew);
  wipe.addEventListener("click", () => void erase());
  keep.watch(() => { if (!flight) clear(); });
  for (const a of document.querySelectorAll<HTMLElement>(".examples .choice")) {
    a.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      void ask(a.textContent || "");
    });
  }
  form.noValidate = true;
  const old = keep.id();
  let ready = Promise.resolve();
  if (old) {
    conversation = old;
    ready = again(old).catch(() => {}); // a page without its past is a page
  }
  return { ask, clear: renew, busy: () => !!flight, ready };
};
