import { one } from "../lib/dom";
import { playingOf } from "../live/session";
import { live } from "../live/set";
import type { Show } from "../live/types";
import { Watch } from "../live/watch";
import { alone, type Sound } from "./sound";

/** The show of this page, at its live edge. */
class Live extends EventTarget implements Sound {
  readonly #show: Show;
  readonly #watch: Watch;
  readonly #say = alone(() => live.pause());
  readonly waveform = null;

  constructor(show: Show) {
    super();
    this.#show = show;
    this.#watch = new Watch(show, "", () => !live.paused);
    this.#watch.addEventListener("word", () => this.dispatchEvent(new Event("change")));
    live.addEventListener("change", () => this.dispatchEvent(new Event("change")));
  }

  get playing(): boolean {
    return !live.paused;
  }

  get waiting(): boolean {
    return live.waiting;
  }

  get id(): string {
    return this.#show.slug;
  }

  get title(): string {
    return this.#show.title;
  }

  get line(): string {
    return playingOf(this.#watch.word);
  }

  get time(): number {
    return live.time;
  }

  get duration(): number {
    return 0;
  }

  get error(): string | null {
    return live.error;
  }

  press(): void {
    if (this.playing) return live.pause();
    this.#say();
    live.play(this.#show);
    live.follow(this.#watch);
  }

  seek(): void {
    // A show is heard as it is played.
  }
}

export function start(): Sound {
  return new Live(JSON.parse(one("script[data-show]")?.textContent ?? "{}") as Show);
}
