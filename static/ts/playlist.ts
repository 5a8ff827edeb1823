import { all, announce, one, toast } from "./lib/dom";
import { reorder } from "./lib/reorder";

/** `<tw-playlist data-action="/playlists/…/moves">`: entries that are dragged to another place, each move told at once. */
class Playlist extends HTMLElement {
  #ears = new AbortController();

  connectedCallback(): void {
    this.#ears = new AbortController();
    // The list itself may come later, when somebody adds the first track.
    const items = () => all("[data-entry]", this);
    reorder({ list: this, items, name: (item) => item.dataset["title"] ?? "The track", moved: (_, to) => void this.#tell(items(), to) }, this.#ears.signal);
  }

  disconnectedCallback(): void {
    this.#ears.abort();
  }

  /** Tells which entry it stands behind now: what others move or add meanwhile stays where they put it. */
  async #tell(items: HTMLElement[], to: number): Promise<void> {
    const entry = items[to]?.dataset["entry"] ?? "";
    const after = to > 0 ? (items[to - 1]?.dataset["entry"] ?? "") : (this.dataset["before"] ?? "");
    const csrf = one<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
    try {
      const body = new URLSearchParams({ csrf, entry, after });
      const answer = await fetch(this.dataset["action"] ?? "", { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) announce("Order saved.");
      else toast(((await answer.json()) as { detail?: string }).detail || "The order could not be saved. Load the page again.");
    } catch {
      toast("The order could not be saved. Load the page again, then move the track once more.");
    }
  }
}

customElements.define("tw-playlist", Playlist);
