// A verdict on an answer: one click, then a reason where it did not help.
import { el, t } from "./dom";
import { announce } from "./speak";
import { Access } from "./stream";

const reasons = ["off_topic", "wrong_citation", "outdated", "incomplete", "other"];

/** feedback gives the buttons for the answer of an id. */
export const feedback = (id: string, access: Access): HTMLElement => {
  const box = el("div", { class: "feedback", role: "group", "aria-label": t("feedback.label") });
  const status = el("span", { class: "dim" });
  const give = async (verdict: "up" | "down", reason: string) => {
    for (const b of box.querySelectorAll("button")) b.setAttribute("aria-pressed", String(b.dataset.verdict === verdict || (!!reason && b.dataset.reason === reason)));
    const token = await access(false);
    const res = await fetch("/api/v1/feedback", {
      method: "POST", body: JSON.stringify({ answer_id: id, verdict, reason }),
      headers: { "Content-Type": "application/json", ...(token ? { Authorization: token } : {}) },
    }).catch(() => null);
    status.textContent = t(res && res.ok ? "feedback.thanks" : "feedback.failed");
    announce(status.textContent);
    why.hidden = verdict === "up" || !res || !res.ok;
  };
  const verdict = (v: "up" | "down") => el("button", { type: "button", class: "quiet", "data-verdict": v, "aria-pressed": "false", onclick: () => void give(v, "") }, t("feedback." + v));
  const why = el("div", { class: "why", role: "group", "aria-label": t("feedback.why") }, t("feedback.why") + " ",
    ...reasons.map((r) => el("button", { type: "button", class: "quiet", "data-reason": r, "aria-pressed": "false", onclick: () => void give("down", r) }, t("feedback." + r))));
  why.hidden = true;
  box.append(el("span", {}, t("feedback.label")), verdict("up"), verdict("down"), status, why);
  return box;
};
