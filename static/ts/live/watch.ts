import type { Show, Word } from "./types";

const SOON_MS = 5_000;
const SELDOM_MS = 60_000;
/** A show that begins within this time is asked for as often as one that runs. */
const NEAR_MS = 10 * 60_000;

/** Asks the server how a show is doing, as often as it matters to somebody. Events: `word`. */
export class Watch extends EventTarget {
  readonly show: Show;
  word: Word | null = null;
  #timer = 0;
  #holders = 0;
  #startsAt = NaN;
  /** Whether somebody listens: then it is asked for in a hidden page too. */
  #heard: () => boolean;
  #shown = () => {
    if (!document.hidden) this.#plan(0);
  };

  constructor(show: Show, startsAt: string, heard: () => boolean) {
    super();
    this.show = show;
    this.#startsAt = Date.parse(startsAt);
    this.#heard = heard;
    document.addEventListener("visibilitychange", this.#shown);
  }

  get state(): string {
    return this.word?.state ?? this.show.state;
  }

  /** Asks now. Null when there is no answer. */
  async ask(): Promise<Word | null> {
    let word: Word | null = null;
    try {
      const answer = await fetch(this.show.now, { headers: { Accept: "application/json" } });
      if (answer.ok) word = (await answer.json()) as Word;
    } catch {
      // The line is away: the next time.
    }
    this.#plan();
    if (!word) return null;
    this.word = word;
    this.dispatchEvent(new Event("word"));
    return word;
  }

  /** Somebody needs it: the page, or what sounds. */
  hold(): void {
    this.#holders += 1;
    if (this.#holders === 1) this.#plan();
  }

  /** One needs it no longer; the last one ends it. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#shown);
  }

  #plan(wait = this.#wait()): void {
    clearTimeout(this.#timer);
    if (this.#holders <= 0) return;
    // Not everybody at the same moment.
    if (wait < Infinity) this.#timer = window.setTimeout(() => void this.ask(), wait * (0.8 + Math.random() * 0.4));
  }

  #wait(): number {
    if (this.state === "over" || this.state === "cancelled") return Infinity;
    if (document.hidden && !this.#heard()) return SELDOM_MS;
    if (this.state !== "planned") return SOON_MS;
    const left = this.#startsAt - Date.now();
    return left < NEAR_MS && left > -6 * NEAR_MS ? SOON_MS : SELDOM_MS;
  }
}
