// The loader that other sites embed with one script tag: a button in a shadow
// root, and a frame that is made when it is first opened. It works under a strict
// content policy of the host: style sheets are constructed, never inline.
import { FromHost, FromWidget, unwrap, wrap } from "./protocol";

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  const set = script && script.dataset;
  if (!script || !set || !set.widgetId) return;
  const base = new URL(script.src).origin;
  type Fn = (...args: any[]) => void;
  const global = window as unknown as { policybot?: Fn & { q?: any[][]; open?: unknown } };
  if (global.policybot && global.policybot.open) return; // two tags, one widget

  const english = /^en/i.test(set.lang || document.documentElement.lang || "");
  const label = set.label || (english ? "Ask about policy" : "政策问答");
  const css = `
:host{all:initial!important;position:fixed!important;z-index:2147483000!important;inset:auto 0 0 auto!important;display:block!important;width:0!important;height:0!important}
button{position:fixed;bottom:max(20px,env(safe-area-inset-bottom));right:20px;min-height:48px;padding:0 20px;border:2px solid #fff;border-radius:24px;background:#a3301c;color:#fff;font:600 16px/1.4 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;cursor:pointer;box-shadow:0 2px 12px rgba(0,0,0,.3)}
button:hover{background:#8a2616}
button:focus-visible{outline:3px solid #1c4f82;outline-offset:3px}
dialog{position:fixed;inset:auto 20px 84px auto;box-sizing:border-box;width:min(420px,calc(100vw - 40px));height:min(680px,calc(100vh - 108px));max-width:none;max-height:none;margin:0;padding:0;border:1px solid #8b8375;border-radius:14px;overflow:hidden;background:#f7f5f0;box-shadow:0 8px 40px rgba(0,0,0,.28)}
iframe{display:block;width:100%;height:100%;border:0}
.left button{right:auto;left:20px}
.left dialog{inset:auto auto 84px 20px}
@media (max-width:639.98px),(max-height:480px){dialog,.left dialog{inset:0;width:100%;height:100%;height:100dvh;border:0;border-radius:0}}
@media (forced-colors:active){button{border-color:ButtonText}}
@media print{button,dialog{display:none}}`;

  const holder = document.createElement("policybot-widget");
  const root = holder.attachShadow({ mode: "open" });
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch { /* an old browser shows the plain button, which opens the page */ }
  const wrapper = document.createElement("div");
  if (set.position === "left") wrapper.className = "left";
  const dialog = document.createElement("dialog");
  dialog.id = "panel";
  dialog.setAttribute("aria-label", label);
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "panel");
  if (set.launcher !== "none") wrapper.append(button);
  wrapper.append(dialog);
  root.append(wrapper);

  const able = root.adoptedStyleSheets && root.adoptedStyleSheets.length && dialog.show;
  const narrow = matchMedia("(max-width:639.98px),(max-height:480px)");
  const listeners: Record<string, Fn[]> = {};
  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let waiting: FromHost[] = [];
  let before: Element | null = null;

  const emit = (name: string) => { for (const fn of listeners[name] || []) { try { fn(); } catch (e) { console.error(e); } } };
  const say = (m: FromHost) => {
    if (ready && frame && frame.contentWindow) frame.contentWindow.postMessage(wrap(m), base);
    else waiting.push(m);
  };
  const make = () => {
    frame = document.createElement("iframe");
    frame.title = label;
    frame.allow = "clipboard-write";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox");
    const q = new URLSearchParams({ id: set.widgetId! });
    q.set("lang", set.lang || (english ? "en" : "zh-CN"));
    if (set.theme) q.set("theme", set.theme);
    frame.src = base + "/widget/v1/app?" + q;
    const f = frame;
    f.addEventListener("load", () => f.contentWindow && f.contentWindow.postMessage(wrap({ type: "hello" }), base));
    dialog.append(f);
  };
  const show = () => { if (narrow.matches) dialog.showModal(); else dialog.show(); };
  const open = () => {
    if (!able) { window.open(base + "/", "_blank", "noopener"); return; }
    if (dialog.open) return;
    before = document.activeElement;
    if (!frame) make();
    show();
    button.setAttribute("aria-expanded", "true");
    frame!.focus();
    say({ type: "shown" });
    emit("open");
  };
  const close = () => {
    if (!dialog.open) return;
    dialog.close();
    button.setAttribute("aria-expanded", "false");
    if (set.launcher !== "none") button.focus();
    else if (before instanceof HTMLElement) before.focus();
    emit("close");
  };
  const toggle = () => { if (dialog.open) close(); else open(); };
  const api: Record<string, Fn> = {
    open, close, toggle,
    on: (name: string, fn: Fn) => { if (typeof fn === "function") (listeners[name] = listeners[name] || []).push(fn); },
    ask: (text: string) => { open(); say({ type: "ask", text: String(text).slice(0, 4000) }); },
  };

  button.addEventListener("click", toggle);
  dialog.addEventListener("cancel", (e) => { e.preventDefault(); close(); });
  wrapper.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
  // A full screen is modal and a floating panel is not.
  narrow.addEventListener && narrow.addEventListener("change", () => { if (dialog.open) { dialog.close(); show(); } });
  addEventListener("message", (e) => {
    if (!frame || e.source !== frame.contentWindow || e.origin !== base) return;
    const m = unwrap(e.data) as FromWidget | null;
    if (!m) return;
    if (m.type === "ready") {
      ready = true;
      const queue = waiting;
      waiting = [];
      queue.forEach(say);
      emit("ready");
    } else if (m.type === "close") close();
    else if (m.type === "answer") emit("answer");
  });

  const call = (name: string, ...args: any[]) => { if (Object.prototype.hasOwnProperty.call(api, name)) api[name](...args); };
  const queue = (global.policybot && global.policybot.q) || [];
  global.policybot = Object.assign(call, api);
  const place = () => {
    document.body.append(holder);
    for (const c of queue) call(...(Array.from(c) as [string]));
  };
  if (document.body) place();
  else addEventListener("DOMContentLoaded", place);
})();
