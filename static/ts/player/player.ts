import { announce, toast } from "../lib/dom";
import { Deck, type Trouble } from "./deck";
import { gainFor, setLoudness, wake } from "./loudness";
import { refreshed } from "./pagetracks";
import { Queue } from "./queue";
import { Retry } from "./retry";
import { Settings } from "./settings";
import { snapshot } from "./snapshot";
import type { Entry, Quality, Repeat, Snapshot, Source, Track } from "./types";

/** Seconds before the end at which the next track gets ready. */
const READY_AHEAD = 25;
const NEAR_END = 6;
/** Seconds into a track after which "previous" means its beginning. */
const RESTART_AFTER = 3;

/**
 * The player: a queue and two decks. Events: `change` (anything to draw), `track` (another one is current), `queue`
 * (entries or their order), `pause`.
 */
export class Player extends Settings {
  readonly queue = new Queue();
  error: string | null = null;
  gaps: number[] = [];
  #active: Deck;
  #spare: Deck;
  /** Where to start once the current entry is loaded: it is shown, but nothing is fetched for it yet. */
  #pending: number | null = null;
  /** Where the deck that loads will start: its element says 0 until it knows more. */
  #loadingAt = 0;
  /** What the person wants; the element may lag behind or be refused. */
  #wanted = false;
  #failed = new Set<Source>();
  #retry = new Retry();
  #endedAt = 0;
  #renewed = new Set<string>();

  constructor() {
    super();
    const hooks = {
      changed: (deck: Deck) => this.#changed(deck),
      paused: (deck: Deck) => {
        if (deck === this.#active && this.#wanted) this.pause();
      },
      ended: (deck: Deck) => this.#ended(deck),
      trouble: (deck: Deck, trouble: Trouble) => void this.#trouble(deck, trouble),
    };
    this.#active = new Deck(hooks);
    this.#spare = new Deck(hooks);
    this.queue.repeat = this.preferences.repeat;
    this.queue.shuffled = this.preferences.shuffle;
    window.addEventListener("online", () => this.#retryNow());
  }

  get entry(): Entry | null {
    return this.queue.current;
  }

  get time(): number {
    if (this.#pending !== null) return this.#pending;
    const { audio } = this.#active;
    return audio.readyState < HTMLMediaElement.HAVE_METADATA ? this.#loadingAt : audio.currentTime;
  }

  get duration(): number {
    const said = (this.entry?.track.durationMs ?? 0) / 1000;
    return said > 0 ? said : this.#active.audio.duration || 0;
  }

  get paused(): boolean {
    return !this.#wanted;
  }

  get waiting(): boolean {
    return this.#wanted && (this.#active.waiting || this.#active.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) && !this.#active.audio.ended;
  }

  /** Whether it tries to get the line back. */
  get reconnecting(): boolean {
    return this.#retry.trying;
  }

  get level(): number {
    return this.#active.level;
  }

  /** What tests and curious people see. */
  get state(): Snapshot {
    return snapshot(this, this.#active, this.#spare);
  }

  /** Plays `tracks` from `index` on, starting `at` seconds into it. */
  playList(tracks: Track[], index: number, at = 0): void {
    this.queue.replace(tracks, index);
    this.say("queue");
    this.#start(at, true);
  }

  /** Plays what stands at a place of the queue. */
  playAt(index: number, at = 0): void {
    if (!this.queue.entries[index]) return;
    this.queue.index = index;
    this.say("queue");
    this.#start(at, true);
  }

  /** Puts a track at the end of the queue. */
  add(track: Track): void {
    const first = this.entry === null;
    this.queue.add(track);
    this.say("queue");
    if (first) this.#show(0);
    toast(`${track.title} is in the queue.`);
    this.#dropSpare();
  }

  remove(key: number): void {
    const wasCurrent = this.entry?.key === key;
    this.queue.remove(key);
    this.say("queue");
    if (wasCurrent) {
      if (this.entry) this.#start(0, this.#wanted);
      else this.#stop();
    }
    this.#dropSpare();
  }

  move(from: number, to: number): void {
    this.queue.move(from, to);
    this.say("queue");
    this.#dropSpare();
  }

  clear(): void {
    if (this.paused) {
      this.queue.entries = [];
      this.queue.index = -1;
      this.#stop();
    } else {
      this.queue.clear();
    }
    this.#dropSpare();
    this.say("queue");
  }

  toggle(): void {
    if (this.paused) this.resume();
    else this.pause();
  }

  resume(): void {
    if (!this.entry) return;
    if (this.error) this.#failed.clear();
    if (this.#pending !== null || this.error) this.#start(this.time, true);
    else this.#sound();
  }

  pause(): void {
    this.#wanted = false;
    this.#retry.pause();
    this.#active.pause();
    this.say("pause");
    this.say("change");
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
    const to = Math.max(0, Math.min(seconds, Math.max(0, this.duration - 0.05)));
    if (this.#pending !== null) this.#pending = to;
    else this.#active.audio.currentTime = to;
    this.say("change");
  }

  seekBy(seconds: number): void {
    if (this.entry) this.seek(this.time + seconds);
  }

  setQuality(quality: Quality): void {
    this.prefer({ quality });
    this.#active.setQuality(quality);
    this.#dropSpare();
  }

  setShuffle(on: boolean): void {
    this.queue.setShuffle(on);
    this.prefer({ shuffle: on });
    this.say("queue");
    this.#dropSpare();
    announce(on ? "Shuffle on" : "Shuffle off");
  }

  cycleRepeat(): void {
    const repeat: Repeat = this.queue.repeat === "off" ? "all" : this.queue.repeat === "all" ? "one" : "off";
    this.queue.repeat = repeat;
    this.prefer({ repeat });
    this.#dropSpare();
    announce({ off: "Repeat off", all: "Repeat all", one: "Repeat this track" }[repeat]);
  }

  /** A queue of an earlier visit, shown and paused; nothing is fetched until it plays. */
  restore(kept: { tracks: Track[]; index: number; plain: number[] }, time: number): void {
    this.queue.restore(kept, this.preferences.shuffle);
    this.#show(time);
    this.say("queue");
  }

  /** Makes the current entry visible at `time` without loading it. */
  #show(time: number): void {
    this.#active.unload();
    this.#pending = time;
    this.#wanted = false;
    this.say("track");
    this.say("change");
  }

  #stop(): void {
    this.#active.unload();
    this.#pending = null;
    this.#wanted = false;
    this.error = null;
    this.say("track");
    this.say("change");
  }

  /** Loads the current entry, from the spare deck if it stands ready there, and lets it sound if wanted. */
  #start(at: number, wanted: boolean): void {
    const entry = this.entry;
    if (!entry) return;
    this.#retry.reset();
    this.error = null;
    this.#failed.clear();
    this.#wanted = wanted;
    this.#pending = null;
    if (this.#spare.entry?.key === entry.key && at === 0) {
      [this.#active, this.#spare] = [this.#spare, this.#active];
      this.#spare.unload();
    } else {
      void this.#load(entry, at);
    }
    this.say("track");
    if (wanted) this.#sound();
    this.say("change");
  }

  async #load(entry: Entry, at: number): Promise<void> {
    const deck = this.#active;
    this.#loadingAt = at;
    const found = await deck.load(entry, at, this.preferences.quality, this.#failed);
    if (deck !== this.#active || this.entry !== entry) return;
    this.applied();
    if (!found) this.#skip(`${entry.track.title} cannot be played.`);
    else if (this.#wanted && deck.audio.paused) this.#sound();
  }

  #sound(): void {
    this.#wanted = true;
    this.applied();
    wake();
    const deck = this.#active;
    deck.audio.play().catch((error: unknown) => {
      // Another load took its place: that one plays. Only a refusal by the browser is the person's business.
      if (error instanceof DOMException && error.name === "NotAllowedError" && deck === this.#active) {
        this.#wanted = false;
        this.say("change");
      }
    });
    this.say("change");
  }

  protected applied(): void {
    for (const deck of [this.#active, this.#spare]) {
      const gain = this.preferences.normalise ? gainFor(deck.entry?.track ?? null) : 0;
      deck.audio.muted = this.preferences.muted;
      setLoudness(deck.audio, this.preferences.volume, gain, deck.source !== "native");
    }
  }

  #changed(deck: Deck): void {
    if (deck !== this.#active) return;
    const { audio } = deck;
    if (!audio.paused && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
      this.#retry.settle();
      if (this.entry) this.#renewed.delete(this.entry.track.id);
      if (this.#endedAt > 0 && audio.currentTime > 0) {
        this.gaps.push(Math.round((performance.now() - this.#endedAt - audio.currentTime * 1000) * 10) / 10);
        this.#endedAt = 0;
      }
    } else if (this.#wanted && audio.paused && !audio.ended && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
      // A stream that mended itself stands still afterwards.
      this.#sound();
    }
    this.#readyInTime(deck);
    this.say("change");
  }

  /** The next track gets ready when this one is all there, so that the two do not fight for the line, or its end is near. */
  #readyInTime(deck: Deck): void {
    const left = this.duration - deck.audio.currentTime;
    const whole = deck.bufferedEnd > this.duration - 1;
    if (this.duration > 0 && (left < NEAR_END || (left < READY_AHEAD && whole))) this.#ready();
  }

  /** Gets the following track ready on the spare deck. */
  #ready(): void {
    const to = this.queue.following(false);
    const entry = to === null ? null : this.queue.entries[to];
    if (!entry || entry === this.entry || this.#spare.entry === entry) return;
    void this.#spare.load(entry, 0, this.preferences.quality, new Set()).then(() => this.applied());
  }

  /** What comes next may have changed: the spare deck is loaded again in its time. */
  #dropSpare(): void {
    const to = this.queue.following(false);
    if (this.#spare.entry && (to === null || this.queue.entries[to] !== this.#spare.entry)) this.#spare.unload();
  }

  #ended(deck: Deck): void {
    if (deck !== this.#active) return;
    this.#endedAt = performance.now();
    const to = this.queue.following(false);
    if (to === null) {
      this.#endedAt = 0;
      this.queue.index = 0;
      this.say("queue");
      this.#show(0);
      return;
    }
    if (this.queue.entries[to] === this.entry) {
      deck.audio.currentTime = 0;
      this.#sound();
      return;
    }
    this.queue.index = to;
    this.#start(0, true);
    this.say("queue");
  }

  async #trouble(deck: Deck, trouble: Trouble): Promise<void> {
    const entry = deck.entry;
    if (!entry) return;
    if (deck !== this.#active) {
      deck.unload(); // The next track will be asked for again when its turn comes.
      return;
    }
    if (trouble === "network") {
      this.#later();
      return;
    }
    if (trouble === "media" && this.#retry.trying) return; // It is the line, and that is being seen to.
    const at = this.time;
    if (trouble === "gone" && !this.#renewed.has(entry.track.id)) {
      this.#renewed.add(entry.track.id);
      const answer = await refreshed(entry.track);
      if (this.entry !== entry) return;
      if (answer.kind === "track") {
        this.queue.update(answer.track);
        await this.#load(entry, at);
        return;
      }
      if (answer.kind === "unreachable") {
        this.#renewed.delete(entry.track.id);
        this.#later();
      } else {
        this.#skip(`${entry.track.title} is no longer available.`);
      }
      return;
    }
    if (deck.source) this.#failed.add(deck.source);
    await this.#load(entry, at);
  }

  /** Tries again after a while, a little longer each time. */
  #later(): void {
    if (!this.#retry.later(() => this.#retryNow())) {
      this.error = "The connection is lost. Press play to try again.";
      this.#wanted = false;
      this.#active.pause();
      announce(this.error);
    }
    this.say("change");
  }

  #retryNow(): void {
    const entry = this.entry;
    if (!this.#retry.trying || !entry) return;
    this.#retry.pause();
    // A stream that never got its playlist has nothing to go on from.
    if (this.#active.levels.length > 0 && this.#active.retry()) {
      if (this.#wanted) this.#active.audio.play().catch(() => undefined);
    } else {
      void this.#load(entry, this.time);
    }
  }

  #skip(message: string): void {
    const gone = this.entry;
    toast(message);
    const to = this.queue.following(true);
    const wanted = this.#wanted;
    if (to === null || !gone || this.queue.entries[to] === gone) {
      this.error = message;
      this.#wanted = false;
      this.#active.unload();
      this.say("change");
      return;
    }
    this.queue.remove(gone.key);
    this.say("queue");
    this.#start(0, wanted);
  }
}
