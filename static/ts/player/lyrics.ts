import { el, one } from "../lib/dom";
import type { Player } from "./player";

/** The words of a track, as `/tracks/{id}/lyrics` has them. */
interface Words {
  title: string;
  /** Sung at a known moment, in order; an empty text is a pause. */
  lines: { atMs: number; text: string }[];
  /** Where no moment is known. */
  text: string;
}

/** A line lights up this much before its moment: the eye is slower than the ear. */
const AHEAD = 0.15;
/** Who scrolls by hand is left alone for so long. */
const BY_HAND_MS = 4000;

/** The panel with the words of what sounds: the line that is sung stands out, and a click on one goes there. */
export class LyricsPanel {
  readonly #player: Player;
  readonly #panel: HTMLElement;
  /** Whose words stand there: their address, or empty. */
  #of = "";
  #lines: { at: number; node: HTMLElement }[] = [];
  #current = -1;
  #byHandAt = -Infinity;

  constructor(player: Player, panel: HTMLElement, signal: AbortSignal) {
    this.#player = player;
    this.#panel = panel;
    panel.addEventListener("click", (event) => this.#click(event), { signal });
    for (const name of ["wheel", "touchmove"] as const) {
      panel.addEventListener(name, () => (this.#byHandAt = performance.now()), { signal, passive: true });
    }
  }

  /** Brings it up to date; while it is closed that costs nothing. */
  draw(): void {
    if (this.#panel.hidden) return;
    const of = this.#player.entry?.track.lyrics ?? "";
    if (of !== this.#of) {
      this.#of = of;
      void this.#load(of);
    }
    this.#follow();
  }

  async #load(of: string): Promise<void> {
    this.#say(of ? "Looking for the words…" : "This track has no words.");
    if (!of) return;
    let words: Words | null = null;
    try {
      const answer = await fetch(of, { headers: { Accept: "application/json" } });
      if (answer.ok) words = (await answer.json()) as Words;
    } catch {
      // Said below.
    }
    if (of !== this.#of) return;
    if (words) this.#show(words);
    else {
      this.#say("The words cannot be had just now. Close this and open it again to try once more.");
      this.#of = "";
    }
  }

  #show(words: Words): void {
    const list = this.#list();
    if (!list) return;
    this.#note("");
    this.#current = -1;
    this.#lines = words.lines.map((line) => {
      const at = line.atMs / 1000;
      const node = line.text ? el("button", { class: "pl-line", type: "button", dir: "auto", "data-at": String(at) }, line.text) : el("span", { class: "pl-line pause", "aria-hidden": "true" }, "♪");
      return { at, node };
    });
    if (words.lines.length > 0) list.replaceChildren(...this.#lines.map((line) => el("li", {}, line.node)));
    else list.replaceChildren(...words.text.split("\n").map((text) => el("li", {}, el("span", { class: "pl-line still", dir: "auto" }, text || "\u00a0"))));
    this.#panel.classList.toggle("timed", words.lines.length > 0);
    this.#panel.scrollTop = 0;
    this.#follow();
  }

  #say(text: string): void {
    this.#lines = [];
    this.#list()?.replaceChildren();
    this.#note(text);
  }

  #note(text: string): void {
    const note = one("[data-pl=lyrics-note]", this.#panel);
    if (note) note.textContent = text;
    if (note) note.hidden = text === "";
  }

  #list(): HTMLElement | null {
    return one("[data-pl=lines]", this.#panel);
  }

  #follow(): void {
    const now = this.#player.time + AHEAD;
    let current = -1;
    for (const [index, line] of this.#lines.entries()) if (line.at <= now) current = index;
    if (current === this.#current) return;
    this.#lines[this.#current]?.node.removeAttribute("aria-current");
    this.#current = current;
    const node = this.#lines[current]?.node;
    node?.setAttribute("aria-current", "true");
    if (!node || performance.now() - this.#byHandAt < BY_HAND_MS) return;
    // The panel scrolls by itself: `scrollIntoView` would move the page behind it too.
    const top = node.offsetTop - this.#panel.clientHeight / 2 + node.offsetHeight / 2;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    this.#panel.scrollTo({ top, behavior });
  }

  #click(event: Event): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
    if (!line) return;
    this.#byHandAt = -Infinity;
    this.#player.seek(Number(line.dataset["at"]));
    if (this.#player.paused) this.#player.resume();
  }
}
