import { announce } from "../lib/dom";
import { takeFloor } from "../lib/floor";
import { Deck } from "./deck";
import type { Trouble } from "./feed";
import { gainFor } from "./loudness";
import { Output } from "./output";
import { refreshed } from "./pagetracks";
import type { Queue } from "./queue";
import { Retry } from "./retry";
import type { Entry, Preferences, Source } from "./types";

/** Seconds before a seam from which a change of gain stands planned. */
const PLANNED = 1.5;

/** Whose queue is played. */
export interface Host {
  readonly queue: Queue;
  preferences(): Preferences;
  say(name: "change" | "track" | "queue" | "pause"): void;
  /** The current entry cannot be played, and why in a sentence. */
  skip(message: string): void;
  /** An entry that is not current cannot be played. */
  drop(entry: Entry, message: string): void;
  /** The current entry came to its end, and nothing ran on from it. */
  ended(): void;
}

/** Brings the queue's current entry to sound, and sees to what goes wrong with it. */
export class Playback {
  readonly deck: Deck;
  error: string | null = null;
  /** Milliseconds of silence at the changes of track so far. */
  gaps: number[] = [];
  gainDb = 0;
  readonly #host: Host;
  readonly #output: Output;
  /** Where to start once the current entry is loaded: it is shown, but nothing is fetched for it yet. */
  #pending: number | null = null;
  /** What the person wants; the element may lag behind or be refused. */
  #wanted = false;
  #endedAt = 0;
  #faded = 1;
  #failed = new WeakMap<Entry, Set<Source>>();
  #retry = new Retry();
  /** Tracks whose addresses were asked for anew and have not sounded since. */
  #renewed = new Set<string>();
  /** The entry whose decoder choked lately: it gets one fresh start. */
  #choked: Entry | null = null;

  constructor(host: Host) {
    this.#host = host;
    this.deck = new Deck({
      quality: () => host.preferences().quality,
      following: (entry) => {
        const next = host.queue.after(entry);
        return next && !this.#failed.get(next)?.has("stream") ? next : null;
      },
      crossed: (entry, gap) => this.#crossed(entry, gap),
      changed: () => this.#changed(),
      paused: () => {
        if (this.#wanted) this.pause();
      },
      ended: () => {
        this.#endedAt = performance.now();
        host.ended();
      },
      trouble: (entry, trouble) => void this.#trouble(entry, trouble),
    });
    this.#output = new Output(this.deck.audio);
    window.addEventListener("online", () => this.#retryNow());
  }

  get time(): number {
    return this.#pending ?? this.deck.feed?.time ?? 0;
  }

  get paused(): boolean {
    return !this.#wanted;
  }

  get waiting(): boolean {
    const { audio, waiting } = this.deck;
    return this.#wanted && (waiting || audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) && !audio.ended;
  }

  get reconnecting(): boolean {
    return this.#retry.trying;
  }

  /** Makes the current entry (or none) visible at `time` without loading it. */
  show(time: number): void {
    this.deck.unload();
    this.error = null;
    this.#retry.reset();
    this.#endedAt = 0;
    this.#pending = this.#host.queue.current ? time : null;
    this.#wanted = false;
    this.#host.say("track");
    this.#host.say("change");
  }

  /** Loads the current entry and lets it sound if wanted. `anew`: sources that failed get another chance. */
  start(at: number, wanted: boolean, anew = true): void {
    const entry = this.#host.queue.current;
    if (!entry) return;
    this.#retry.reset();
    this.error = null;
    if (anew) this.#failed.delete(entry);
    this.#wanted = wanted;
    this.#pending = null;
    this.#level(entry);
    this.#load(entry, at);
    this.#host.say("track");
    this.#host.say("change");
  }

  /** Lets the current entry sound, wherever it stands. */
  resume(): void {
    if (this.#pending !== null || this.error) this.start(this.time, true);
    else {
      // Whoever presses play while a try is outstanding wants it now; a pause had put it off.
      this.#retryNow();
      this.#sound();
    }
  }

  pause(): void {
    this.#wanted = false;
    this.#retry.pause();
    this.deck.pause();
    this.#host.say("pause");
    this.#host.say("change");
  }

  seek(to: number): void {
    if (this.#pending !== null) this.#pending = to;
    else this.deck.feed?.seek(to);
    this.#host.say("change");
  }

  /** Volume, muting or evening-out changed. */
  applied(): void {
    const { volume, muted, normalise } = this.#host.preferences();
    this.#output.set(volume * this.#faded, muted, normalise ? this.gainDb : 0);
  }

  /** Turns everything down to a share of what the person chose. */
  fade(share: number): void {
    if (share === this.#faded) return;
    this.#faded = share;
    this.applied();
  }

  /** How many dB an entry is turned up or down where it stands in the queue. */
  #gainOf(entry: Entry): number {
    const { queue } = this.#host;
    const neighbour = queue.entries[queue.entries.indexOf(entry) - 1];
    return gainFor(entry.track, neighbour?.track ?? null, queue.after(entry)?.track ?? null);
  }

  #level(entry: Entry): void {
    this.gainDb = this.#gainOf(entry);
    this.applied();
  }

  #load(entry: Entry, at: number): void {
    const failed = this.#failed.get(entry) ?? new Set<Source>();
    if (!this.deck.load(entry, at, failed)) this.#host.skip(`${entry.track.title} cannot be played.`);
    else if (this.#wanted) this.#sound();
  }

  #sound(): void {
    this.#wanted = true;
    takeFloor("tracks", () => this.pause());
    this.#output.wake(this.#host.preferences().normalise);
    this.applied();
    const { entry } = this.deck;
    this.deck.audio.play().catch((error: unknown) => {
      // Another load took its place: that one plays. Only a refusal by the browser is the person's business.
      if (error instanceof DOMException && error.name === "NotAllowedError" && entry === this.deck.entry) {
        this.#wanted = false;
        this.#host.say("change");
      }
    });
    this.#host.say("change");
  }

  #crossed(entry: Entry, gap: number): void {
    const { queue } = this.#host;
    queue.index = queue.entries.indexOf(entry);
    this.gaps.push(gap);
    this.#level(entry);
    this.#host.say("queue");
    this.#host.say("track");
  }

  #changed(): void {
    const { audio, feed } = this.deck;
    const flows = !audio.paused && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
    if (flows) {
      this.#retry.settle();
      if (this.deck.entry) this.#renewed.delete(this.deck.entry.track.id);
      if (this.#endedAt > 0 && feed && feed.time > 0) {
        this.gaps.push(Math.round((performance.now() - this.#endedAt - feed.time * 1000) * 10) / 10);
        this.#endedAt = 0;
      }
    } else if (this.#wanted && audio.paused && !audio.ended && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
      // A feed that mended itself stands still afterwards.
      this.#sound();
    }
    const seam = flows && !audio.seeking && !this.deck.waiting ? this.deck.seam : null;
    if (seam && seam.left > 0 && seam.left < PLANNED) this.#output.plan(this.#host.preferences().normalise ? this.#gainOf(seam.entry) : 0, seam.left);
    else this.#output.unplan();
    this.#host.say("change");
  }

  async #trouble(entry: Entry, trouble: Trouble): Promise<void> {
    if (trouble === "network") return this.#later();
    if (trouble === "media" && this.#retry.trying) return; // It is the line, and that is being seen to.
    if (trouble === "gone" && !this.#renewed.has(entry.track.id)) return this.#renew(entry);
    const current = entry === this.#host.queue.current;
    const at = this.time;
    const { feed } = this.deck;
    if (trouble === "media" && current && feed?.source === "stream" && this.#choked !== entry) {
      // A decoder that choked may go on afresh; bytes that are no audio stay so.
      this.#choked = entry;
      this.deck.unload();
    } else {
      const failed = this.#failed.get(entry) ?? new Set();
      this.#failed.set(entry, feed ? failed.add(feed.source) : failed);
    }
    if (current) this.#load(entry, at);
    else feed?.look(); // The sound ends before it, and it is loaded from elsewhere when its turn comes.
    if (!current) feed?.retry();
  }

  /** Links expire, and tracks are withdrawn: its page knows. */
  async #renew(entry: Entry): Promise<void> {
    const { queue } = this.#host;
    const { id, title } = entry.track;
    this.#renewed.add(id);
    const answer = await refreshed(entry.track);
    if (!queue.entries.includes(entry)) return;
    const current = entry === queue.current;
    if (answer.kind === "track") {
      queue.update(answer.track);
      if (this.deck.feed?.source === "stream") this.deck.replaced(entry);
      else if (current) this.#load(entry, this.time);
    } else if (answer.kind === "unreachable") {
      this.#renewed.delete(id);
      this.#later();
    } else if (current) {
      this.#host.skip(`${title} is no longer available.`);
    } else {
      this.#host.drop(entry, `${title} is no longer available.`);
      this.deck.feed?.retry();
    }
  }

  /** Tries again after a while, a little longer each time. */
  #later(): void {
    if (!this.#retry.later(() => this.#retryNow())) {
      this.error = "The connection is lost. Press play to try again.";
      this.#wanted = false;
      this.deck.pause();
      announce(this.error);
    }
    this.#host.say("change");
  }

  #retryNow(): void {
    if (!this.#retry.trying) return;
    this.#retry.pause();
    this.deck.feed?.retry();
    if (this.#wanted) this.deck.audio.play().catch(() => undefined);
  }

  /** Nothing more sounds, and `message` says why. */
  fail(message: string): void {
    this.deck.unload();
    this.error = message;
    this.#wanted = false;
    this.#host.say("change");
  }
}
