import type { Entry, Quality, Rung } from "../types";
import { type Buffer, Full } from "./buffer";
import { Choice } from "./choice";
import { bytesOf, Lost } from "./fetching";
import { type Need, Needs } from "./needs";
import { address, isLossless, type Placement } from "./placement";
import { ROUNDING, type Timeline } from "./timeline";

export interface LoaderHooks {
  quality(): Quality;
  /** What plays after an entry, if it can be streamed. */
  following(entry: Entry): Entry | null;
  /** Something was appended or thrown away. */
  changed(): void;
  /** It stands still until `retry`. `status`: what the server answered, 0 nothing; null: the bytes are bad. */
  failed(entry: Entry, status: number | null): void;
}

type Job = Exclude<Need, string>;

const GECKO = "mozInnerScreenX" in globalThis;

/** Keeps the buffer filled: one loop that does one thing after the other, and looks afresh before each. */
export class Loader {
  readonly #audio: HTMLAudioElement;
  readonly #buffer: Buffer;
  readonly #timeline: Timeline;
  readonly #needs: Needs;
  readonly #hooks: LoaderHooks;
  readonly #inits = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #choice: Choice;
  /** The init segment that was appended last. */
  #init = "";
  /** Where the element is to go as soon as it can. */
  #target: number | null = null;
  #begin: number | null = null;
  #trims: [number, number][] = [];
  #fetching: { job: Job; stop: AbortController } | null = null;
  #halted = false;
  #closed = false;
  #poked = false;
  #wake: () => void = () => undefined;

  constructor(audio: HTMLAudioElement, buffer: Buffer, timeline: Timeline, hooks: LoaderHooks) {
    this.#audio = audio;
    this.#buffer = buffer;
    this.#timeline = timeline;
    this.#hooks = hooks;
    this.#choice = new Choice(() => hooks.quality());
    this.#needs = new Needs(timeline, buffer, (entry) => hooks.following(entry));
    audio.addEventListener("loadedmetadata", () => this.#known(), { once: true });
    void this.#run();
  }

  /** The media time that sounds, or is about to. */
  get now(): number {
    return this.#target ?? this.#audio.currentTime;
  }

  /** Something changed: it looks afresh. A fetch that is no longer the first need ends. */
  poke(): void {
    this.#poked = true;
    if (this.#fetching && !this.#halted) {
      const need = this.#needs.first(this.now);
      const { job, stop } = this.#fetching;
      if (typeof need === "string" || need.place !== job.place || need.segment !== job.segment) stop.abort();
    }
    this.#wake();
  }

  /** Goes on after a failure. */
  retry(): void {
    this.#halted = false;
    this.poke();
  }

  /** Lets the element go to a media time. */
  seek(to: number): void {
    this.#target = to;
    this.poke();
  }

  /** Throws away what lies between two media times. */
  trim(from: number, to: number): void {
    this.#trims.push([from, to]);
    this.poke();
  }

  /** Another rung may be wanted: exchanges what is buffered ahead, segment by segment, without a hole. */
  renewRungs(): void {
    for (const place of this.#timeline.all) for (const held of place.held) if (held) held.stale = true;
    this.poke();
  }

  close(): void {
    this.#closed = true;
    this.#fetching?.stop.abort();
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      this.#poked = false;
      let busy = false;
      try {
        busy = await this.#step();
      } catch (error) {
        if (this.#closed) return;
        console.warn("The player's stream broke off.", error);
        this.#fail(this.#timeline.at(this.now), null);
      }
      if (busy || this.#poked) continue;
      await new Promise<void>((wake) => (this.#wake = wake));
    }
  }

  /** Does one thing; gives whether there was anything to do. */
  async #step(): Promise<boolean> {
    this.#go();
    const trim = this.#trims.shift() ?? this.#behind();
    if (trim) {
      await this.#buffer.remove(...trim);
      this.#hooks.changed();
      return true;
    }
    if (this.#halted) return false;
    const need = this.#needs.first(this.now);
    if (need === "end") this.#buffer.end();
    if (typeof need === "string") return false;
    await this.#fill(need);
    return true;
  }

  /** Brings the element to where it is to be. While it knows nothing it takes that as the place to begin at. */
  #go(): void {
    if (this.#target === null) return;
    if (this.#audio.readyState < HTMLMediaElement.HAVE_METADATA) {
      this.#audio.currentTime = this.#target;
      this.#begin = this.#target;
      return;
    }
    this.#buffer.reopen();
    // A seek costs a moment even to where it stands.
    if (Math.abs(this.#audio.currentTime - this.#target) > ROUNDING) this.#audio.currentTime = this.#target;
    this.#target = null;
  }

  /** From here on the element is under way to where it was told to begin: told again later, it would go back there. */
  #known(): void {
    if (this.#target === this.#begin) this.#target = null;
    this.poke();
  }

  /** What lies so far behind that nobody will go back to it. */
  #behind(): [number, number] | null {
    const { now } = this;
    const place = this.#timeline.at(now);
    const first = this.#audio.buffered.length > 0 ? this.#audio.buffered.start(0) : now;
    if (!place) return null;
    const keep = this.#needs.behind(place, now);
    return now - first > keep + 10 ? [0, now - keep] : null;
  }

  async #fill(job: Job): Promise<void> {
    const { place, segment } = job;
    const held = place.held[segment];
    const rung = this.#choice.rung(place);
    if (!rung) return this.#fail(place, null);
    if (held?.stale && held.rung.name === rung.name) {
      held.stale = false;
      return;
    }
    const stop = new AbortController();
    this.#fetching = { job, stop };
    try {
      const parts = await this.#fetch(job, rung, stop.signal);
      this.#fetching = null;
      if (!parts || !this.#timeline.has(place)) return;
      // The play head came too near while it was on its way: what is there stays.
      if (held?.stale && !this.#needs.inTime(place, segment, this.now)) held.stale = false;
      else await this.#append(job, rung, parts);
    } catch (error) {
      if (error instanceof Full) await this.#makeRoom(job);
      else if (error instanceof Lost) this.#fail(place, error.status);
      else if (!stop.signal.aborted) throw error;
    } finally {
      stop.abort();
      this.#fetching = null;
    }
  }

  /** The rung's init segment, the segment, and the one before it where a decoder must run in. Null: it was too slow. */
  async #fetch({ place, segment }: Job, rung: Rung, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>[] | null> {
    const url = address(place.stream, rung, segment);
    const [init, main, before] = await Promise.all([
      this.#initOf(place, rung, signal),
      bytesOf(url, { signal, abandon: (progress) => this.#choice.tooSlow(place, rung, progress, this.#ahead()) }),
      this.#runsIn(place, segment, rung) ? bytesOf(address(place.stream, rung, segment - 1), { signal }) : null,
    ]);
    if (!main) return null;
    this.#choice.came(rung, main.bytes.length, main.ms);
    return [init, main.bytes, ...(before ? [before.bytes] : [])];
  }

  async #append({ place, segment }: Job, rung: Rung, [init, main, before]: Uint8Array<ArrayBuffer>[]): Promise<void> {
    if (!init || !main) return;
    const { codec } = rung;
    const window = before ? place.windowFrom(segment, rung, GECKO) : place.window(rung, this.#alike(place, codec));
    const key = address(place.stream, rung, "init");
    if (key !== this.#init) {
      await this.#buffer.append(init, codec, window);
      this.#init = key;
    }
    // Firefox would lose a sample where one codec is laid over the other.
    if (before && GECKO) await this.#buffer.remove(place.from(segment), place.to(segment));
    if (before) await this.#buffer.append(before, codec, window);
    await this.#buffer.append(main, codec, window);
    place.held[segment] = { rung, stale: false };
    // The packet that holds the seam was this track's before it became the next one's: that one must come again.
    const next = this.#timeline.after(place);
    if (next?.joined && segment === place.cuts.count - 1) delete next.held[0];
    this.#hooks.changed();
  }

  async #initOf(place: Placement, rung: Rung, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const url = address(place.stream, rung, "init");
    const known = this.#inits.get(url);
    if (known) return known;
    const answer = await bytesOf(url, { signal });
    if (!answer) throw new Lost(0);
    if (this.#inits.size > 32) this.#inits.clear();
    this.#inits.set(url, answer.bytes);
    return answer.bytes;
  }

  /**
   * Whether a decoder begins in mid-track here: it needs the packets before to be right at once. Firefox takes a new one
   * for every rung.
   */
  #runsIn(place: Placement, segment: number, rung: Rung): boolean {
    const before = place.held[segment - 1]?.rung;
    if (!before || isLossless(rung)) return false;
    return isLossless(before) || (GECKO && before.name !== rung.name);
  }

  /** Whether the track before ends in this codec. */
  #alike(place: Placement, codec: string): boolean {
    const before = this.#timeline.before(place);
    return before?.held[before.cuts.count - 1]?.rung.codec === codec;
  }

  #ahead(): number {
    const { now } = this;
    return (this.#buffer.around(now)?.[1] ?? now) - now;
  }

  /** Throws away what was heard, and what lies further ahead than is needed now: somebody who jumped back left it there. */
  async #makeRoom({ place, segment }: Job): Promise<void> {
    const { now } = this;
    const before = this.#buffer.seconds;
    this.#needs.full(place.from(segment) - now);
    await this.#buffer.remove(0, now - 2);
    await this.#buffer.remove(Math.max(place.to(segment), now + this.#needs.ahead), Infinity);
    const need = this.#needs.first(now);
    const again = typeof need !== "string" && need.place === place && need.segment === segment;
    // With nothing left to throw away it would go on for ever.
    if (again && this.#buffer.seconds >= before) this.#fail(place, null);
    this.#hooks.changed();
  }

  #fail(place: Placement | null, status: number | null): void {
    this.#halted = true;
    if (place) this.#hooks.failed(place.entry, status);
  }
}
