// What host page and widget say to each other. Neither a question, nor an
// answer, nor a token, nor an id ever goes to the host.

/** FromHost are the loader's messages: hello once, then commands. */
export type FromHost = { type: "hello" | "shown" } | { type: "ask"; text: string };
/** FromWidget are the widget's messages: close asks the loader to hide it. */
export type FromWidget = { type: "ready" | "close" | "answer" };

const ns = "policybot";
const v = 1;

export const wrap = (m: FromHost | FromWidget) => ({ ns, v, ...m });

/** unwrap gives the message, null when it is none of ours. */
export const unwrap = (data: unknown): (FromHost | FromWidget) | null => {
  const m = data as { ns?: unknown; v?: unknown; type?: unknown } | null;
  return m && typeof m === "object" && m.ns === ns && m.v === v && typeof m.type === "string" ? (m as unknown as FromHost) : null;
};
