import { announce } from "../lib/dom";
import { leaveFloor, takeFloor } from "../lib/floor";
import { Retry } from "../player/retry";
import { Settings } from "../player/settings";
import type { Quality } from "../player/types";
import { type Make, engines } from "./engines";
import type { Engine, Host, Show, Stretch, Trouble, Word } from "./types";
import type { Watch } from "./watch";

/** Nearer than this to the edge, in seconds, is live. */
const EDGE = 3;
/** Sound that stands still for so long is begun anew. */
const PATIENCE_MS = 8_000;
/** After so long a pause nothing more is fetched. */
const REST_MS = 20_000;

/**
 * What sounds of a show. It belongs to no page: it plays on while pages change, as the queue's player does. Events: `change`.
 */
export class LiveSet extends Settings implements Host {
  readonly audio = new Audio();
  show: Show | null = null;
  error: string | null = null;
  /** What the server says of it. */
  watch: Watch | null = null;
  #engine: Engine | null = null;
  /** What the person wants; the element may lag behind or be refused. */
  #wanted = false;
  #resting = 0;
  #retry = new Retry();
  #turn = 0;
  /** Where to go back to when the sound has to be begun anew: seconds behind the edge, or the place in what is over. */
  #rejoin = 0;
  #place: number | null = null;
  #last = -1;
  #movedAt = 0;

  constructor() {
    super();
    this.audio.preload = "auto";
    for (const name of ["playing", "waiting", "timeupdate", "seeking", "seeked", "play"]) {
      this.audio.addEventListener(name, () => this.changed());
    }
    this.audio.addEventListener("pause", () => {
      // A headset that is pulled out, a call: not the element that gets new bytes.
      if (this.#wanted && !this.audio.ended && !this.#retry.trying && this.audio.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.pause();
    });
    this.audio.addEventListener("ended", () => this.#ended());
    window.addEventListener("online", () => this.#retryNow());
    setInterval(() => this.#look(), 1000);
  }

  get paused(): boolean {
    return !this.#wanted;
  }

  get waiting(): boolean {
    return this.#wanted && (this.audio.seeking || this.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
  }

  get reconnecting(): boolean {
    return this.#retry.trying;
  }

  get stretch(): Stretch | null {
    return this.#engine?.stretch ?? null;
  }

  /** Seconds behind the live edge. */
  get behind(): number {
    const stretch = this.stretch;
    return stretch?.live ? Math.max(0, stretch.end - stretch.at) : 0;
  }

  get atEdge(): boolean {
    return this.behind < EDGE;
  }

  /** How far into the show the sound is, in seconds. */
  get time(): number {
    const stretch = this.stretch;
    return stretch ? stretch.at - stretch.start + (this.#engine?.before ?? 0) : 0;
  }

  get playingDate(): Date | null {
    return this.#engine?.playingDate ?? null;
  }

  get level(): number {
    return this.#engine?.level ?? 0;
  }

  get quality(): Quality {
    return this.preferences.quality;
  }

  /** Somebody reaches for the button: the code and the playlist are fetched before the click. */
  prepare(show: Show): void {
    if (this.show || !show.hls) return void engines();
    this.show = show;
    void this.#open(null, false);
  }

  /** Lets a show sound: where it stands, or `at` seconds into it. */
  play(show: Show, at: number | null = null): void {
    if (!show.hls) return;
    const other = this.show?.slug !== show.slug;
    if (other) this.#forget();
    this.show = show;
    this.#wanted = true;
    this.error = null;
    this.#retry.reset();
    this.#movedAt = performance.now();
    clearTimeout(this.#resting);
    takeFloor("show", () => this.close());
    if (!this.#engine) void this.#open(at ?? this.#place, true);
    else if (at !== null) this.seekShow(at);
    else if (this.#resting < 0 || !this.stretch) this.#engine.start(this.stretch ? this.audio.currentTime : null);
    this.#resting = 0;
    this.applied();
    this.ready();
    this.dispatchEvent(new Event("start"));
    this.changed();
  }

  toggle(): void {
    if (!this.show) return;
    if (this.#wanted) this.pause();
    else this.play(this.show);
  }

  pause(): void {
    this.#wanted = false;
    // What waits for another try has nothing to play: the next press begins anew.
    if (this.#retry.trying) this.#drop();
    this.#retry.reset();
    this.audio.pause();
    this.#resting = window.setTimeout(() => {
      this.#engine?.rest();
      this.#resting = -1;
    }, REST_MS);
    this.changed();
  }

  /** Goes to a second of the playlist's own time. */
  seek(to: number): void {
    const stretch = this.stretch;
    if (!stretch) return;
    this.audio.currentTime = Math.min(Math.max(to, stretch.start), Math.max(stretch.start, stretch.end));
    this.changed();
  }

  seekBy(seconds: number): void {
    const stretch = this.stretch;
    if (stretch) this.seek(stretch.at + seconds);
  }

  /** Goes to a second of the show; what can no longer be reached begins where it can. */
  seekShow(seconds: number): void {
    const stretch = this.stretch;
    if (stretch) this.seek(seconds - (this.#engine?.before ?? 0) + stretch.start);
    else this.#engine?.start(seconds);
  }

  toEdge(): void {
    const stretch = this.stretch;
    if (stretch) this.seek(stretch.end);
    if (this.show && !this.#wanted) this.play(this.show);
  }

  setQuality(quality: Quality): void {
    this.prefer({ quality });
    this.#engine?.setQuality(quality);
  }

  /** Has the server's word on the show that sounds from here. */
  follow(watch: Watch): void {
    if (watch === this.watch) return;
    this.watch?.release();
    this.watch = watch;
    watch.hold();
    watch.addEventListener("word", () => {
      if (watch === this.watch && watch.word) this.#told(watch.word);
    });
  }

  /** Ends it: the bar goes, and the queue's player comes back. */
  close(): void {
    this.#wanted = false;
    this.#retry.reset();
    this.#forget();
    this.show = null;
    this.error = null;
    this.watch?.release();
    this.watch = null;
    leaveFloor();
    this.dispatchEvent(new Event("end"));
    this.changed();
  }

  #told(word: Word): void {
    const { show } = this;
    if (!show) return;
    if (show.state === "waiting" && word.state === "on_air") this.#movedAt = performance.now() - PATIENCE_MS / 2;
    show.state = word.state;
    if (word.hls) show.hls = word.hls;
    this.changed();
  }

  changed(): void {
    this.say("change");
  }

  ready(): void {
    if (!this.#wanted) return;
    this.audio.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.#wanted = false;
      this.changed();
    });
  }

  trouble(trouble: Trouble): void {
    if (!this.#wanted) {
      // The next press begins anew.
      this.#remember();
      this.#drop();
    } else if (trouble === "gone") void this.#gone();
    else this.#later();
    this.changed();
  }

  protected applied(): void {
    this.audio.volume = this.preferences.volume;
    this.audio.muted = this.preferences.muted;
  }

  async #open(at: number | null, starts: boolean): Promise<void> {
    this.#drop();
    const turn = this.#turn;
    let make: Make | null = null;
    try {
      make = await engines();
    } catch {
      if (turn === this.#turn && this.#wanted) this.#later();
      return;
    }
    if (turn !== this.#turn || !this.show) return;
    if (!make) {
      this.#fail("This browser cannot play the show. Open it in another player: its addresses are on the show's page.");
      return;
    }
    this.#engine = make(this, this.show.hls);
    // It may have been pressed while the code was on its way.
    if (starts || this.#wanted) this.#engine.start(at);
  }

  /** What has to be begun anew goes on where it was; a try that came to nothing has no place of its own. */
  #remember(): void {
    const { stretch } = this;
    if (!stretch) return;
    this.#place = stretch.live ? null : stretch.at;
    this.#rejoin = this.atEdge ? 0 : this.behind;
  }

  /** The next begins where it stands. */
  #forget(): void {
    this.#drop();
    this.#place = null;
    this.#rejoin = 0;
  }

  #drop(): void {
    this.#turn += 1;
    this.#engine?.close();
    this.#engine = null;
    this.#resting = 0;
  }

  /** Once a second: does it sound, where it should? */
  #look(): void {
    if (!this.#wanted) return;
    const now = performance.now();
    if (this.audio.currentTime !== this.#last) {
      this.#last = this.audio.currentTime;
      this.#movedAt = now;
      if (!this.audio.paused) this.#retry.settle();
      if (this.#rejoin > 0 && this.stretch?.live) {
        this.seek(this.stretch.end - this.#rejoin);
        this.#rejoin = 0;
      }
    } else if (now - this.#movedAt > PATIENCE_MS && !this.#retry.trying && this.show?.state !== "waiting") {
      this.#later();
    }
  }

  /** The playlist is away, or no longer for us: the server knows which. */
  async #gone(): Promise<void> {
    const { show } = this;
    const word = await this.watch?.ask();
    if (show !== this.show || !this.#wanted) return;
    if (!word || word.hls) this.#later();
    else this.#fail(word.state === "over" ? "The show is over." : "This show is no longer open to you. Its page says why.");
  }

  #later(): void {
    this.#remember();
    this.#movedAt = performance.now();
    const run = () => void this.#open(this.#place, true);
    if (this.#retry.later(run)) return this.changed();
    // Whoever waits for a source to come back has nothing to mend.
    if (this.show?.state === "waiting" && this.#retry.later(run)) return;
    this.#fail("The connection is lost. Press play to try again.");
  }

  #retryNow(): void {
    if (!this.#wanted || !this.#retry.trying) return;
    this.#retry.pause();
    void this.#open(this.#place, true);
  }

  #fail(message: string): void {
    this.#drop();
    this.#wanted = false;
    this.error = message;
    announce(message);
    this.changed();
  }

  #ended(): void {
    this.#wanted = false;
    this.#forget();
    announce(this.show ? `${this.show.title} is over.` : "The show is over.");
    void this.watch?.ask();
    this.changed();
  }
}

/** The one there is. */
export const live = new LiveSet();
