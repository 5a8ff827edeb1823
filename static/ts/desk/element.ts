import { all, el, one } from "../lib/dom";
import { Turbo } from "../turbo";
import { broadcast } from "./broadcast";
import { drawLevel } from "./levels";
import type { Status } from "./status";
import { IDLE, words } from "./status";

/** How often the listeners are counted, in milliseconds. */
const COUNT_MS = 5000;

/** `<tw-desk data-status>`: how the show is doing, while it happens. Without it the page says how it was when it was made. */
class Desk extends HTMLElement {
  #source: EventSource | null = null;
  #problems: string | null = null;
  #counting = 0;

  connectedCallback(): void {
    const address = this.dataset["status"];
    if (!address) return;
    this.#source = new EventSource(address);
    this.#source.addEventListener("message", (event: MessageEvent<string>) => this.#draw(JSON.parse(event.data) as Status));
    this.#source.addEventListener("idle", () => this.#draw(IDLE));
    // The browser comes back by itself; until then what stands here is old.
    this.#source.addEventListener("error", () => this.classList.add("stale"));
    this.#counting = window.setInterval(() => void this.#count(), COUNT_MS);
  }

  disconnectedCallback(): void {
    this.#source?.close();
    this.#source = null;
    clearInterval(this.#counting);
  }

  async #count(): Promise<void> {
    try {
      const answer = await fetch(this.dataset["listeners"] ?? "");
      if (!answer.ok || !this.isConnected) return;
      const { now, is_over } = (await answer.json()) as { now: number; is_over: boolean };
      const node = one('[data-desk="listeners"]', this);
      if (node) node.textContent = String(now);
      if (is_over) this.#over();
    } catch {
      // The next count says it.
    }
  }

  /** Somebody ended it, or nobody fed it for too long: the page of a show that is over is another one. */
  #over(): void {
    if (broadcast.address !== "" && one("tw-go-live")?.dataset["source"] === broadcast.address) broadcast.end();
    Turbo.visit(location.href, { action: "replace" });
  }

  #draw(status: Status): void {
    this.classList.remove("stale");
    for (const [name, text] of Object.entries(words(status))) {
      for (const node of all(`[data-desk="${name}"]`, this)) {
        if (node.textContent !== text) node.textContent = text;
        if (node.hasAttribute("data-empty-hides")) node.hidden = text === "";
      }
    }
    const fed = status.source !== null;
    for (const node of all("[data-when]", this.closest("main") ?? this)) node.hidden = (node.dataset["when"] === "fed") !== fed;
    const [left, right] = status.peak_dbfs;
    const levels = all(".level", this);
    if (levels[0]) drawLevel(levels[0], left);
    if (levels[1]) drawLevel(levels[1], right);
    one('[data-desk="clipped"]', this)?.classList.toggle("bad", status.clipped > 0);
    this.#tell(status.problems);
  }

  /** The list is a live region: it changes only when what is wrong changes. */
  #tell(problems: string[]): void {
    const list = one("[data-desk-problems]", this);
    const text = problems.join("\n");
    if (!list || text === this.#problems) return;
    this.#problems = text;
    list.replaceChildren(...problems.map((problem) => el("li", {}, problem)));
    list.hidden = problems.length === 0;
  }
}

customElements.define("tw-desk", Desk);
