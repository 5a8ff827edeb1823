import { tracksOf } from "../player/pagetracks";
import { Player } from "../player/player";
import { startPlays } from "../player/plays";
import { alone, type Sound } from "./sound";

/** The tracks of this page, through the same player as on every other. */
class Tracks extends EventTarget implements Sound {
  readonly #player = new Player();
  readonly #tracks = tracksOf();
  readonly #first = document.querySelector("h1")?.textContent ?? "";
  readonly #say = alone(() => this.#player.pause());
  #played = false;

  constructor() {
    super();
    startPlays(this.#player, "embed");
    for (const name of ["change", "track"] as const) this.#player.addEventListener(name, () => this.#changed());
  }

  get playing(): boolean {
    return !this.#player.paused;
  }

  get waiting(): boolean {
    return this.#player.waiting;
  }

  get id(): string {
    return this.#player.entry?.track.id ?? "";
  }

  get title(): string {
    return this.#player.entry?.track.title ?? this.#first;
  }

  get line(): string {
    return this.#tracks.length > 1 ? (this.#player.entry?.track.title ?? "") : "";
  }

  get waveform(): string | number[] | null {
    return this.#player.entry?.track.waveform ?? null;
  }

  get time(): number {
    return this.#player.time;
  }

  get duration(): number {
    return this.#player.duration;
  }

  get error(): string | null {
    return this.#player.error;
  }

  press(id: string | null): void {
    const index = id === null ? 0 : this.#tracks.findIndex((track) => track.id === id);
    if (this.#player.entry && (id === null || id === this.id)) this.#player.toggle();
    else if (index >= 0) this.#player.playList(this.#tracks, index);
  }

  seek(seconds: number): void {
    this.#player.seek(seconds);
  }

  #changed(): void {
    if (this.playing && !this.#played) this.#say();
    this.#played = this.playing;
    this.dispatchEvent(new Event("change"));
  }
}

export function start(): Sound {
  return new Tracks();
}
