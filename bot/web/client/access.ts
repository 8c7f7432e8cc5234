// The token of a visitor: it lives in memory and is renewed unseen.
import { Access } from "./stream";

const early = 60; // seconds before its end that a token is renewed

/** visitorOf gives the access of a visitor of the widget. */
export const visitorOf = (widget: string): Access => {
  let token = "", ends = 0;
  // The old token goes along, so that the visitor stays the same one.
  return async (renew) => {
    if (!renew && token && Date.now() < ends) return "Bearer " + token;
    const res = await fetch("/api/v1/widget/token", {
      method: "POST", body: JSON.stringify({ widget }),
      headers: { "Content-Type": "application/json", ...(token ? { Authorization: "Bearer " + token } : {}) },
    });
    if (!res.ok) return token ? "Bearer " + token : null; // the question that follows says why
    const body: { token: string; expires_in: number } = await res.json();
    token = body.token;
    ends = Date.now() + (body.expires_in - early) * 1000;
    return "Bearer " + token;
  };
};
