import { announce } from "../lib/dom";
import { hush } from "../lib/floor";
import type { Player } from "./player";
import { runsOn } from "./stream/placement";

/** The last seconds in which the sound goes down, and those of a track that would run on into the next. */
const FADE = 20;
const SHORT_FADE = 4;
const LOOK_MS = 250;

/** When to fall silent: minutes from now, with this track, or not at all. */
export type Sleep = "off" | "15" | "30" | "60" | "track";

/** Lets the music end by itself. Events: `change`. */
export class Sleeper extends EventTarget {
  chosen: Sleep = "off";
  readonly #player: Player;
  #until = 0;
  #timer = 0;
  #track = -1;

  constructor(player: Player) {
    super();
    this.#player = player;
    player.addEventListener("track", () => this.#another());
  }

  /** Seconds until it is silent; null where nothing is planned. */
  get left(): number | null {
    if (this.chosen === "off") return null;
    if (this.chosen === "track") return Math.max(0, this.#player.duration - this.#player.time);
    return Math.max(0, (this.#until - Date.now()) / 1000);
  }

  choose(sleep: Sleep): void {
    this.#set(sleep);
    if (sleep === "off") announce("The sleep timer is off.");
    else if (sleep === "track") announce("The music stops with this track.");
    else announce(`The music stops in ${sleep} minutes.`);
  }

  #set(sleep: Sleep): void {
    clearInterval(this.#timer);
    this.chosen = sleep;
    this.#player.fade(1);
    this.#track = sleep === "track" ? (this.#player.entry?.key ?? -1) : -1;
    this.#player.stopAfter(this.#track < 0 ? null : this.#track);
    if (sleep !== "off") {
      this.#until = Date.now() + Number(sleep) * 60_000;
      this.#timer = window.setInterval(() => this.#look(), LOOK_MS);
    }
    this.dispatchEvent(new Event("change"));
  }

  #look(): void {
    const { left } = this;
    if (left === null) return;
    const fade = this.chosen === "track" ? (this.#runsOn() ? SHORT_FADE : 0) : FADE;
    // Loudness is heard by its powers: a straight line would stay loud for long and end at once.
    if (left < fade && !this.#player.paused) this.#player.fade((left / fade) ** 2);
    else this.#player.fade(1);
    if (left <= 0 && this.chosen !== "track") {
      this.#player.pause();
      hush(); // A show may have the floor by now.
      this.#set("off");
    } else this.dispatchEvent(new Event("change"));
  }

  /** Whether the next track would follow without a seam. */
  #runsOn(): boolean {
    const { entry, queue } = this.#player;
    const next = entry ? queue.entries[queue.index + 1] : null;
    return Boolean(entry && next && runsOn(entry.track, next.track));
  }

  /** Somebody chose another track meanwhile, or the one to stop with is over. */
  #another(): void {
    if (this.chosen !== "track") return;
    const { entry, paused, time } = this.#player;
    if (entry?.key !== this.#track || (paused && time === 0)) this.#set("off");
  }
}
