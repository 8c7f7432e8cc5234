// A question over fetch and server-sent events. A stream that breaks is taken up
// again where it broke: the key names the question, Last-Event-ID the last event.
import { newID, withLang } from "./dom";

export interface Asked { question: string; conversation: string; as_of: string; region: string }

/** Access gives the header of a visitor's token; null where none is needed. */
export type Access = (renew: boolean) => Promise<string | null>;

/** Shown is an error whose text is for the reader. */
export class Shown extends Error {}

const tries = 6; // in a row without one event
const pause = (ms: number, signal: AbortSignal) => new Promise<void>((resolve) => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/**
 * stream asks and hands on every event once, in order; restart is called when
 * the server begins anew. It ends with the event done or error; it throws when
 * the signal is aborted or the server cannot be reached.
 */
export const stream = async (asked: Asked, access: Access, signal: AbortSignal,
  handle: (name: string, data: any) => void, restart: () => void): Promise<void> => {
  const key = newID();
  let last = 0, failed = 0, renewed = false, ended = false;
  const take = (event: string) => {
    let name = "", data = "", id = 0;
    for (const line of event.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      else if (line.startsWith("data: ")) data += line.slice(6);
      else if (line.startsWith("id: ")) id = Number(line.slice(4));
    }
    if (!name) return;
    if (name === "reconnect") { failed = 0; return; } // the process ends, another one goes on
    if (id <= last) restart();
    last = id;
    failed = 0;
    handle(name, JSON.parse(data));
    ended ||= name === "done" || name === "error";
  };
  const drop = () => { // the reader stopped: the work ends too
    void access(false).then((token) => fetch("/api/v1/ask/" + key, { method: "DELETE", keepalive: true, headers: token ? { Authorization: token } : {} })).catch(() => {});
  };
  signal.addEventListener("abort", drop, { once: true });
  while (!ended) {
    try {
      const token = await access(renewed);
      const res = await fetch(withLang("/api/v1/ask"), {
        method: "POST", signal, body: JSON.stringify(asked),
        headers: {
          "Content-Type": "application/json", Accept: "text/event-stream", "Idempotency-Key": key,
          "Last-Event-ID": String(last), ...(token ? { Authorization: token } : {}),
        },
      });
      if (res.status === 401 && !renewed) { renewed = true; continue; }
      if (res.status >= 502 && res.status <= 504 && failed < tries) { // asked again below
        handle("status", { stage: "waiting" });
        throw new Error("busy");
      }
      if (!res.ok) {
        const body = await res.json().catch(() => null);
        throw new Shown(body?.error?.message || "");
      }
      renewed = false;
      const reader = res.body!.getReader(), decoder = new TextDecoder();
      for (let buffer = ""; !ended;) {
        const { done, value } = await reader.read();
        if (done) break;
        buffer += decoder.decode(value, { stream: true });
        const events = buffer.split("\n\n");
        buffer = events.pop()!;
        for (const e of events) if (!ended) take(e);
      }
    } catch (e) {
      if (signal.aborted || e instanceof Shown) throw e;
    }
    if (ended) break;
    if (++failed > tries) throw new Error("no connection");
    await pause(Math.min(250 * 2 ** failed, 5000), signal);
    signal.throwIfAborted?.();
  }
  signal.removeEventListener("abort", drop);
};
