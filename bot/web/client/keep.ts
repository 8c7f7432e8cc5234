// Which conversation the reader had, over a reload. Nothing is written before the
// first question. The widget remembers it for days, in storage that the browser
// keeps apart for each host site; our own pages for as long as the tab is open,
// since the next reader may sit at the same screen.
interface Noted { id: string; at: number }

export interface Keep {
  /** id gives the conversation, null when there is none or it is too old. */
  id(): string | null;
  note(id: string): void;
  forget(): void;
  /** watch calls fn when another tab has forgotten the conversation. */
  watch(fn: () => void): void;
}

/** keeper gives the memory of this widget or page; with days 0 it holds nothing. */
export const keeper = (days: number, name: string, tab: boolean): Keep => {
  const key = "policybot." + name;
  let store: Storage | null = null;
  try { if (days > 0) store = tab ? sessionStorage : localStorage; } catch { /* blocked: nothing outlives the page */ }
  return {
    id() {
      try {
        const n: Noted = JSON.parse(store?.getItem(key) || "null");
        return n && typeof n.id === "string" && Date.now() - n.at < days * 86_400_000 ? n.id : null;
      } catch { return null; }
    },
    note(id) { try { store?.setItem(key, JSON.stringify({ id, at: Date.now() })); } catch { /* full or blocked */ } },
    forget() { try { store?.removeItem(key); } catch { /* blocked */ } },
    watch(fn) { addEventListener("storage", (e) => { if (e.storageArea === store && e.key === key && e.newValue === null) fn(); }); },
  };
};
