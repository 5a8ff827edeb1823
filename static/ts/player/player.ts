import { announce, toast } from "../lib/dom";
import { Freshener } from "./freshener";
import { Playback } from "./playback";
import { Queue } from "./queue";
import { Settings } from "./settings";
import { snapshot } from "./snapshot";
import { losslessly } from "./stream";
import type { Entry, Quality, Repeat, Snapshot, Track } from "./types";

/** Seconds into a track after which "previous" means its beginning. */
const RESTART_AFTER = 3;

/**
 * The player: a queue and its playback. Events: `change` (anything to draw), `track` (another one is current), `queue`
 * (entries or their order), `pause`.
 */
export class Player extends Settings {
  readonly queue = new Queue();
  readonly #playback: Playback;

  constructor() {
    super();
    this.#playback = new Playback({
      queue: this.queue,
      preferences: () => this.preferences,
      say: (name) => this.say(name),
      skip: (message) => this.#skip(message),
      drop: (entry, message) => {
        toast(message);
        this.remove(entry.key);
      },
      ended: () => this.#ended(),
    });
    new Freshener(this, (track) => {
      this.queue.update(track);
      this.#playback.deck.feed?.look();
    });
    this.queue.repeat = this.preferences.repeat;
    this.queue.shuffled = this.preferences.shuffle;
  }

  get entry(): Entry | null {
    return this.queue.current;
  }

  get time(): number {
    return this.#playback.time;
  }

  get duration(): number {
    const said = (this.entry?.track.durationMs ?? 0) / 1000;
    return said > 0 ? said : this.#playback.deck.audio.duration || 0;
  }

  get paused(): boolean {
    return this.#playback.paused;
  }

  get waiting(): boolean {
    return this.#playback.waiting;
  }

  /** Whether it tries to get the line back. */
  get reconnecting(): boolean {
    return this.#playback.reconnecting;
  }

  get error(): string | null {
    return this.#playback.error;
  }

  /** Interruptions for want of data so far, and the name of the rung that sounds. */
  get stalls(): number {
    return this.#playback.deck.stalls;
  }

  get rung(): string | null {
    return this.#playback.deck.feed?.rung ?? this.#playback.deck.feed?.source ?? null;
  }

  /** Seconds of an entry as it is heard. */
  durationOf(entry: Entry): number {
    return entry.track.durationMs > 0 ? entry.track.durationMs / 1000 : entry === this.entry ? this.duration : 0;
  }

  /** Whether the current track can be had without loss. */
  get lossless(): boolean {
    return this.entry !== null && losslessly(this.entry.track);
  }

  /** What tests and curious people see. */
  get state(): Snapshot {
    return snapshot(this, this.#playback);
  }

  /** Plays `tracks` from `index` on, starting `at` seconds into it. */
  playList(tracks: Track[], index: number, at = 0): void {
    this.queue.replace(tracks, index);
    this.say("queue");
    this.#playback.start(at, true);
  }

  /** Plays what stands at a place of the queue. */
  playAt(index: number, at = 0): void {
    if (!this.queue.entries[index]) return;
    this.queue.index = index;
    this.say("queue");
    this.#playback.start(at, true);
  }

  /** Puts a track at the end of the queue. */
  add(track: Track): void {
    const first = this.entry === null;
    this.queue.add(track);
    this.#queued();
    if (first) this.#playback.show(0);
    toast(`${track.title} is in the queue.`);
  }

  remove(key: number): void {
    const wasCurrent = this.entry?.key === key;
    this.queue.remove(key);
    if (wasCurrent && this.entry) this.#playback.start(0, !this.paused);
    else if (wasCurrent) this.#playback.show(0);
    this.#queued();
  }

  move(from: number, to: number): void {
    this.queue.move(from, to);
    this.#queued();
  }

  /** Leaves only what sounds. */
  clear(): void {
    this.queue.clear(!this.paused);
    if (!this.entry) this.#playback.show(0);
    this.#queued();
  }

  toggle(): void {
    if (this.paused) this.resume();
    else this.pause();
  }

  resume(): void {
    if (this.entry) this.#playback.resume();
  }

  pause(): void {
    this.#playback.pause();
  }

  next(): void {
    const to = this.queue.following(true);
    if (to !== null) this.playAt(to);
    else announce("This is the last track.");
  }

  /** Back to the beginning; from near the beginning, to the track before. */
  previous(): void {
    const to = this.queue.preceding();
    if (this.time > RESTART_AFTER || to === null) this.seek(0);
    else this.playAt(to);
  }

  seek(seconds: number): void {
    this.#playback.seek(Math.max(0, Math.min(seconds, Math.max(0, this.duration - 0.05))));
  }

  seekBy(seconds: number): void {
    if (this.entry) this.seek(this.time + seconds);
  }

  setQuality(quality: Quality): void {
    this.prefer({ quality });
    this.#playback.deck.feed?.look();
  }

  setShuffle(on: boolean): void {
    this.queue.setShuffle(on);
    this.prefer({ shuffle: on });
    this.#queued();
    announce(on ? "Shuffle on" : "Shuffle off");
  }

  cycleRepeat(): void {
    const repeat: Repeat = this.queue.repeat === "off" ? "all" : this.queue.repeat === "all" ? "one" : "off";
    this.queue.repeat = repeat;
    this.prefer({ repeat });
    this.#playback.deck.feed?.look();
    announce({ off: "Repeat off", all: "Repeat all", one: "Repeat this track" }[repeat]);
  }

  /** Turns everything down to a share of its loudness, for a while. */
  fade(share: number): void {
    this.#playback.fade(share);
  }

  /** Lets nothing follow the entry with this key by itself; null: as ever. */
  stopAfter(key: number | null): void {
    if (this.queue.last === key) return;
    this.queue.last = key;
    this.#playback.deck.feed?.look();
  }

  /** Other tracks around what sounds, which goes on. Gives false where it is not among them: then all stays as it is. */
  surround(tracks: Track[], index: number): boolean {
    const fits = this.queue.around(tracks, index);
    if (fits) this.#queued();
    return fits;
  }

  /** A queue of an earlier visit, shown and paused; nothing is fetched until it plays. */
  restore(kept: { tracks: Track[]; index: number; plain: number[] }, time: number): void {
    this.queue.restore(kept, this.preferences.shuffle);
    this.#playback.show(time);
    this.say("queue");
  }

  protected applied(): void {
    this.#playback.applied();
  }

  /** Entries or their order changed: what was fetched of a track that no longer follows goes. */
  #queued(): void {
    this.say("queue");
    this.#playback.deck.feed?.look();
  }

  #ended(): void {
    const stops = this.entry?.key === this.queue.last;
    const to = this.queue.following(false);
    // Who wanted silence after this track goes on with the next one, whenever that is.
    this.queue.index = to ?? (stops ? this.queue.following(true) : null) ?? 0;
    if (to === null) this.#playback.show(0);
    else this.#playback.start(0, true, false);
    this.say("queue");
  }

  #skip(message: string): void {
    const gone = this.entry;
    toast(message);
    const to = this.queue.following(true);
    if (to === null || !gone || this.queue.entries[to] === gone) {
      this.#playback.fail(message);
      return;
    }
    this.queue.remove(gone.key);
    this.say("queue");
    this.#playback.start(0, !this.paused);
  }
}
