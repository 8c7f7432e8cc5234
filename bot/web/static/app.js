// The question page: answers streamed into the log, and the panel that opens a
// citation. Text from the server becomes text nodes only, never HTML.
"use strict";
(() => {
  const words = JSON.parse(document.body.dataset.words || "{}");
  const lang = document.body.dataset.lang;
  const t = (key, ...args) => {
    let i = 0;
    return (words[key] || key).replace(/%[sd]/g, () => args[i++]);
  };
  const $ = (sel, root = document) => root.querySelector(sel);

  // el makes an element; a property that is null is left out.
  const el = (tag, props = {}, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(props)) {
      if (v === null || v === undefined) continue;
      if (k === "class") e.className = v;
      else if (k === "onclick") e.addEventListener("click", v);
      else e.setAttribute(k, v);
    }
    e.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
    return e;
  };
  const withLang = (path) => {
    if (!lang) return path;
    const [p, hash] = path.split("#");
    return p + (p.includes("?") ? "&" : "?") + "lang=" + lang + (hash ? "#" + hash : "");
  };
  const webURL = (raw) => {
    try {
      const u = new URL(raw);
      return (u.protocol === "https:" || u.protocol === "http:") && u.host && !u.username ? u : null;
    } catch { return null; }
  };
  const official = (raw) => {
    const u = webURL(raw);
    return u && el("a", { href: u.href, rel: "noopener noreferrer nofollow", target: "_blank" },
      t("answer.official"), el("span", { class: "host" }, " " + u.hostname));
  };
  const dates = (from, to) => from && to ? t("dates.from_to", from, to) : from ? t("dates.from", from) : to ? t("dates.to", to) : "";
  const badges = (status, digest) => [
    el("span", { class: "badge " + status }, t("status." + status)),
    digest ? el("span", { class: "badge digest" }, t("kind.digest")) : null,
  ];
  const documentLink = (c) => withLang("/documents/" + encodeURIComponent(c.document_id) + "?start=" + c.start + "&end=" + c.end + "#cite");

  // announce speaks whole sentences, two seconds apart at least; of several
  // that wait, the last one counts.
  const live = $("#live");
  let spoken = 0, waiting = null;
  const announce = (text) => {
    clearTimeout(waiting);
    const speak = () => { spoken = Date.now(); if (live) live.textContent = text; };
    const wait = spoken + 2000 - Date.now();
    if (wait <= 0) speak(); else waiting = setTimeout(speak, wait);
  };

  // --- The panel -----------------------------------------------------------
  let panel = null, shown = null; // shown: {list, index, opener}
  const wide = matchMedia("(min-width: 1000px)");

  const buildPanel = () => {
    const button = (key, sign, fn) => el("button", { type: "button", "aria-label": t(key), title: t(key), onclick: fn }, sign);
    panel = el("dialog", { id: "panel", "aria-labelledby": "panel-title" },
      el("div", { class: "panel-bar" },
        el("h2", { id: "panel-title", tabindex: "-1" }),
        button("citation.prev", "↑", () => step(-1)),
        button("citation.next", "↓", () => step(1)),
        button("citation.close", "×", closePanel)),
      el("div", { class: "panel-body", tabindex: "0", role: "region", "aria-label": t("citation.panel") }),
      el("div", { class: "panel-foot" }));
    panel.addEventListener("cancel", (e) => { e.preventDefault(); closePanel(); });
    panel.addEventListener("click", (e) => { if (e.target === panel) closePanel(); });
    document.body.append(panel);
  };
  const closePanel = () => {
    if (!panel || !panel.open) return;
    panel.close();
    document.body.classList.remove("panel-open");
    const { opener } = shown;
    opener.setAttribute("aria-expanded", "false");
    shown = null;
    if (opener.isConnected) opener.focus();
  };
  const openPanel = (list, index, opener) => {
    if (!panel) buildPanel();
    if (shown) shown.opener.setAttribute("aria-expanded", "false");
    shown = { list, index, opener };
    opener.setAttribute("aria-expanded", "true");
    if (!panel.open) {
      if (wide.matches) panel.show(); else panel.showModal();
      document.body.classList.add("panel-open");
    }
    fillPanel();
    $("#panel-title").focus();
  };
  const step = (by) => {
    const to = shown.index + by;
    if (to < 0 || to >= shown.list.length) return;
    shown.index = to;
    fillPanel();
  };
  // A sheet is modal and a side panel is not: a change of width changes it.
  wide.addEventListener("change", () => {
    if (!panel || !panel.open) return;
    panel.close();
    if (wide.matches) panel.show(); else panel.showModal();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && panel && panel.open) { e.preventDefault(); closePanel(); }
  });

  const fillPanel = async () => {
    const { list, index } = shown;
    const c = list[index];
    const body = $(".panel-body", panel), foot = $(".panel-foot", panel);
    const [prev, next] = panel.querySelectorAll(".panel-bar button");
    $("#panel-title").textContent = t("citation.of", c.n, list.length);
    prev.disabled = index === 0;
    next.disabled = index === list.length - 1;
    const text = el("div", { class: "stored", lang: "zh-CN" }, t("citation.loading"));
    body.replaceChildren(
      el("h3", { lang: "zh-CN" }, c.title),
      el("p", { class: "meta" }, ...badges(c.status, c.digest),
        c.doc_number ? el("span", { lang: "zh-CN" }, c.doc_number) : null,
        el("span", {}, dates(c.effective_from, c.effective_to))),
      el("p", { class: "where", lang: "zh-CN" }, c.locator),
      text);
    body.scrollTop = 0;
    foot.replaceChildren(el("a", { href: documentLink(c) }, t("citation.open")), official(c.url) || "");
    try {
      const res = await fetch(withLang("/api/v1/passages/" + encodeURIComponent(c.passage_id) + "?start=" + c.start + "&end=" + c.end));
      if (!res.ok) throw new Error(res.status);
      const p = await res.json();
      if (!shown || shown.list[shown.index] !== c) return;
      text.replaceChildren(...pieces(p.runs));
      const mark = $("mark", text);
      if (mark && mark.getBoundingClientRect().bottom > body.getBoundingClientRect().bottom - 16) mark.scrollIntoView({ block: "center" });
    } catch {
      if (shown && shown.list[shown.index] === c) text.textContent = t("citation.failed");
    }
  };
  // pieces makes nodes of runs; neighbours that are marked share one <mark>.
  const pieces = (runs) => {
    const out = [];
    let mark = null;
    for (const r of runs) {
      const node = r.gap ? el("span", { class: "gap-" + r.gap }, r.text) : document.createTextNode(r.text);
      if (!r.mark) { mark = null; out.push(node); continue; }
      if (!mark) out.push(mark = el("mark"));
      mark.append(node);
    }
    return out;
  };

  // --- Answers -------------------------------------------------------------
  const citeName = (c) => t("answer.cite", c.n, c.title, c.locator);
  const citeButton = (turn, n) => {
    const b = el("button", { type: "button", class: "cite", "data-n": n, "aria-haspopup": "dialog", "aria-expanded": "false",
      "aria-label": t("answer.cite", n, "", ""), onclick: () => open(turn, n, b) }, String(n));
    return b;
  };
  const open = (turn, n, opener) => {
    const i = turn.citations.findIndex((c) => c.n === n);
    if (i >= 0) openPanel(turn.citations, i, opener);
  };
  // tailed keeps the last character and the numbers after it on one line.
  const tailed = (text, buttons) => {
    const last = Array.from(text).pop() || "";
    return [text.slice(0, text.length - last.length), el("span", { class: "tail" }, last, ...buttons)];
  };
  // joined drops the hard wraps of the source between Chinese characters.
  const joined = (text) => text.replace(/([^\x00-\xff])\s*\n\s*(?=[^\x00-\xff])/g, "$1");
  const list = (cls, head, items) => el("section", { class: cls }, el("h3", {}, head), el("ul", {}, ...items));

  const handlers = {
    statement(turn, s) {
      turn.wait.remove();
      if (!turn.says) turn.reply.append(turn.says = el("div", { class: "says" }));
      turn.says.append(el("p", { class: "say", lang: "zh-CN" },
        s.intro ? el("span", { class: "intro" }, s.intro) : null, ...tailed(s.text, s.citations.map((n) => citeButton(turn, n)))));
    },
    citation(turn, c) {
      turn.citations.push(c);
      for (const b of turn.reply.querySelectorAll('.cite[data-n="' + Number(c.n) + '"]')) b.setAttribute("aria-label", citeName(c));
    },
    note(turn, n) { turn.reply.append(el("p", { class: "note" }, n.text)); },
    missing(turn, m) {
      if (!turn.missing) turn.reply.append(turn.missing = list("missing", t("answer.missing"), []));
      $("ul", turn.missing).append(el("li", {}, m.text));
    },
    done(turn, a) {
      turn.done = true;
      turn.wait.remove();
      turn.reply.classList.add("status-" + a.status);
      if (a.status !== "answered") turn.reply.prepend(el("p", { class: "verdict" }, t("answer." + a.status)));
      if (a.choices.length) turn.reply.append(list("choices", t("answer.choices"), a.choices.map((c) =>
        el("li", {}, el("button", { type: "button", class: "choice", onclick: () => ask(c) }, c)))));
      if (a.citations.length) turn.reply.append(sources(turn, a.citations));
      turn.reply.append(under(turn, a));
      const said = a.statements.map((s) => s.text).join(" ") || (turn.reply.querySelector(".note") || {}).textContent || "";
      announce(said + " " + (a.citations.length ? t("js.done", a.citations.length) : t("js.done_none")));
    },
    error(turn, e) { failed(turn, e.message); },
  };
  const sources = (turn, citations) => el("section", { class: "sources" }, el("h3", {}, t("answer.sources")),
    el("ol", {}, ...citations.map((c) => {
      const b = el("button", { type: "button", class: "source", lang: "zh-CN", "aria-haspopup": "dialog", "aria-expanded": "false",
        onclick: () => open(turn, c.n, b) }, "《" + c.title + "》" + c.locator);
      return el("li", { value: c.n }, b, el("blockquote", { lang: "zh-CN" }, joined(c.quote)),
        el("p", { class: "meta" }, ...badges(c.status, c.digest),
          c.doc_number ? el("span", { lang: "zh-CN" }, c.doc_number) : null,
          el("span", {}, dates(c.effective_from, c.effective_to)), official(c.url)));
    })));
  const under = (turn, a) => {
    return el("footer", { class: "under" }, el("p", { class: "label" }, a.label),
      a.as_of ? el("p", { class: "asof" }, t("answer.as_of", a.as_of)) : null,
      el("p", { class: "tools" }, copyButton(() => plain(a)),
        chat.dataset.kept && a.id ? el("a", { href: withLang("/answers/" + encodeURIComponent(a.id)) }, t("answer.link")) : null));
  };
  // plain is the answer as it is copied: sources and label go with it.
  const plain = (a) => [
    a.question, "",
    ...(a.statements.length ? a.statements.map((s) => s.text + s.citations.map((n) => "[" + n + "]").join("")) : [a.answer]),
    ...a.missing.map((m) => t("answer.missing") + ": " + m), "",
    ...a.citations.map((c) => ["[" + c.n + "] 《" + c.title + "》" + c.locator, c.doc_number, t("status." + c.status),
      c.digest ? t("kind.digest") : "", (webURL(c.url) || {}).href].filter(Boolean).join(" · ")), "",
    (a.as_of ? t("answer.as_of", a.as_of) + " · " : "") + a.label,
  ].join("\n").replace(/\n{3,}/g, "\n\n");
  const copyText = async (text) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const box = el("textarea", { class: "vh" });
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
  };
  const copyButton = (text) => {
    const b = el("button", { type: "button", class: "quiet", onclick: async () => {
      await copyText(text());
      b.textContent = t("answer.copied");
      announce(t("answer.copied"));
      setTimeout(() => { b.textContent = t("answer.copy"); }, 2500);
    } }, t("answer.copy"));
    return b;
  };
  // written is the text of an answer that the server rendered, as it is copied.
  const written = (article) => {
    const line = (e) => {
      const c = e.cloneNode(true);
      for (const n of c.querySelectorAll(".cite")) n.replaceWith("[" + n.textContent + "]");
      return c.textContent.replace(/\s+/g, " ").trim();
    };
    const lines = (sel) => [...article.querySelectorAll(sel)].map(line);
    return [...lines(".asked"), "", ...lines(".say, .missing li, .note"), "",
      ...lines(".sources li").map((s, i) => "[" + (i + 1) + "] " + s), "", ...lines(".under .label")].join("\n");
  };
  const failed = (turn, message) => {
    turn.done = true;
    turn.wait.remove();
    turn.reply.append(el("p", { class: "problem", role: "alert" }, message));
  };

  // --- Asking --------------------------------------------------------------
  for (const article of document.querySelectorAll("article.turn")) {
    $(".tools", article).prepend(copyButton(() => written(article)));
  }
  const chat = $("#chat");
  if (!chat) return;
  const form = $("form.composer"), box = $("#q"), send = $(".primary", form), log = $("#log");
  const stop = $("#t-stop").content.firstElementChild.cloneNode(true);
  const fresh = $("#t-new").content.firstElementChild.cloneNode(true);
  const newID = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  let conversation = newID(), flight = null, problem = null;

  const complain = (text) => {
    if (problem) problem.remove();
    problem = text ? el("p", { class: "problem", role: "alert" }, text) : null;
    if (problem) form.append(problem);
  };
  const ask = async (question) => {
    question = question.trim();
    const max = Number(chat.dataset.max);
    if (flight) return complain(t("js.busy"));
    if (!question) { box.focus(); return complain(t("js.empty")); }
    if ([...question].length > max) return complain(t("js.too_long", max));
    complain("");
    closePanel();
    const turn = { citations: [], done: false, wait: el("p", { class: "wait" }, t("js.searching")) };
    turn.reply = el("div", { class: "reply", "aria-busy": "true" }, turn.wait);
    const article = el("article", { class: "turn" }, el("h2", { class: "asked" }, question), turn.reply);
    log.append(article);
    document.body.classList.add("chatting");
    $(".more", form).before(fresh);
    box.value = "";
    send.replaceWith(stop);
    article.scrollIntoView({ block: "start" });
    announce(t("js.searching"));
    flight = new AbortController();
    try {
      await streamed(turn, question, flight.signal);
      if (!turn.done) failed(turn, t("js.failed"));
    } catch (e) {
      if (!turn.done) failed(turn, e.shown || t(flight.signal.aborted ? "js.stopped" : "js.failed"));
    } finally {
      flight = null;
      turn.reply.removeAttribute("aria-busy");
      const focused = document.activeElement === stop;
      stop.replaceWith(send);
      if (focused) box.focus();
    }
  };
  const streamed = async (turn, question, signal) => {
    const res = await fetch(withLang("/api/v1/ask"), {
      method: "POST", signal,
      headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
      body: JSON.stringify({ question, conversation, as_of: form.as_of.value, region: form.region.value.trim() }),
    });
    if (!res.ok) {
      const body = await res.json().catch(() => null);
      throw Object.assign(new Error(res.status), { shown: body && body.error && body.error.message });
    }
    const reader = res.body.getReader(), decoder = new TextDecoder();
    let buffer = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffer += decoder.decode(value, { stream: true });
      const events = buffer.split("\n\n");
      buffer = events.pop();
      for (const event of events) {
        let name = "", data = "";
        for (const line of event.split("\n")) {
          if (line.startsWith("event: ")) name = line.slice(7);
          else if (line.startsWith("data: ")) data += line.slice(6);
        }
        if (name && handlers[name]) handlers[name](turn, JSON.parse(data));
      }
    }
  };

  form.addEventListener("submit", (e) => { e.preventDefault(); ask(box.value); });
  // Enter sends, except while an input method composes; Shift+Enter breaks the line.
  box.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
    e.preventDefault();
    ask(box.value);
  });
  stop.addEventListener("click", () => flight && flight.abort());
  fresh.addEventListener("click", () => {
    if (flight) flight.abort();
    closePanel();
    conversation = newID();
    log.replaceChildren();
    complain("");
    document.body.classList.remove("chatting");
    fresh.remove();
    box.focus();
  });
  for (const a of document.querySelectorAll(".examples .choice")) {
    a.addEventListener("click", (e) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      ask(a.textContent);
    });
  }
  form.noValidate = true;
})();
