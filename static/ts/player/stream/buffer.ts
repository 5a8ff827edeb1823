import type { Window } from "./placement";
import { ROUNDING } from "./timeline";

/** The browser takes no more before something is thrown away. */
export class Full extends Error {}

/** So far can one seek on the timeline while it is open: weeks beyond whatever is placed on it. */
const LONG = 2 ** 22;

interface Managed {
  ManagedMediaSource?: typeof MediaSource;
}

/** iPhones have only the managed kind, which may throw away what was appended; the loader looks at what is really there. */
function sourceKind(): typeof MediaSource | undefined {
  return globalThis.MediaSource ?? (globalThis as Managed).ManagedMediaSource;
}

const typeOf = (codec: string) => `audio/mp4; codecs="${codec}"`;

/** Whether this browser plays segments of a codec. */
export function plays(codec: string): boolean {
  return sourceKind()?.isTypeSupported(typeOf(codec)) ?? false;
}

/** One media source with one buffer on an audio element. Its operations go one after the other: await each. */
export class Buffer {
  readonly #audio: HTMLAudioElement;
  readonly #source: MediaSource;
  readonly #url: string;
  readonly #opened: Promise<void>;
  #buffer: SourceBuffer | null = null;
  #codec = "";
  #window: Window | null = null;
  #refused = false;
  /** Ends the wait for what is under way. */
  #settle: (error?: Error) => void = () => undefined;

  constructor(audio: HTMLAudioElement) {
    const Kind = sourceKind();
    if (!Kind) throw new Error("This browser has no media source.");
    this.#audio = audio;
    this.#source = new Kind();
    this.#opened = this.#wait();
    this.#opened.catch(() => undefined);
    this.#source.addEventListener("sourceopen", () => this.#settle(), { once: true });
    this.#url = URL.createObjectURL(this.#source);
    // The managed kind opens only where nothing may take the sound elsewhere.
    if (!globalThis.MediaSource) audio.disableRemotePlayback = true;
    audio.src = this.#url;
  }

  /** From where to where it is buffered around `time` without a hole, in seconds; null if it is not. */
  around(time: number): [number, number] | null {
    const { buffered } = this.#audio;
    for (let at = 0; at < buffered.length; at += 1) {
      if (buffered.start(at) <= time + ROUNDING && time < buffered.end(at)) return [buffered.start(at), buffered.end(at)];
    }
    return null;
  }

  /** Where something begins within `reach` seconds after `time`; null if nothing does. */
  soon(time: number, reach: number): number | null {
    const { buffered } = this.#audio;
    for (let at = 0; at < buffered.length; at += 1) {
      const from = buffered.start(at);
      if (from > time && from <= time + reach) return from;
    }
    return null;
  }

  /** How many seconds it holds in all. */
  get seconds(): number {
    const { buffered } = this.#audio;
    let sum = 0;
    for (let at = 0; at < buffered.length; at += 1) sum += buffered.end(at) - buffered.start(at);
    return sum;
  }

  /** @throws {Full} when it must be made smaller first */
  async append(bytes: Uint8Array<ArrayBuffer>, codec: string, window: Window): Promise<void> {
    const buffer = await this.#ready(codec);
    this.#set(buffer, window);
    try {
      buffer.appendBuffer(bytes);
    } catch (error) {
      if (error instanceof DOMException && error.name === "QuotaExceededError") throw new Full();
      throw error;
    }
    await this.#wait();
    if (this.#refused) throw new Error("The browser refused a segment.");
  }

  /** Throws away what lies between two media times. */
  async remove(from: number, to: number): Promise<void> {
    // After an end the source is as long as what it holds, and behind that is nothing.
    if (!this.#buffer || to <= from || from > this.#source.duration) return;
    this.#buffer.remove(Math.max(0, from), to);
    await this.#wait();
  }

  /** Nothing more comes: the element may play its last sample and end. */
  end(): void {
    if (this.#buffer && this.#source.readyState === "open") this.#source.endOfStream();
  }

  /** Makes seeks beyond what is buffered possible, also after an end. */
  reopen(): void {
    if (this.#buffer && this.#source.readyState === "ended") {
      this.#buffer.timestampOffset = 0;
      this.#window = null;
    }
    if (this.#source.readyState === "open" && !(this.#source.duration >= LONG)) this.#source.duration = LONG;
  }

  /** Lets go of the element. */
  close(): void {
    this.#settle(new Error("closed"));
    URL.revokeObjectURL(this.#url);
    if (this.#audio.getAttribute("src") !== this.#url) return;
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  async #ready(codec: string): Promise<SourceBuffer> {
    await this.#opened;
    if (!this.#buffer) {
      this.#source.duration = LONG;
      this.#buffer = this.#source.addSourceBuffer(typeOf(codec));
      this.#buffer.addEventListener("updateend", () => this.#settle());
      this.#buffer.addEventListener("error", () => (this.#refused = true));
    } else if (codec !== this.#codec) {
      this.#buffer.changeType(typeOf(codec));
    }
    this.#codec = codec;
    return this.#buffer;
  }

  /** What is so already is left alone: Chromium forgets the packet that runs a decoder in when it is told the same again. */
  #set(buffer: SourceBuffer, { offset, from, to }: Window): void {
    const now = this.#window;
    if (now && now.offset === offset && now.from === from && now.to === to) return;
    this.#window = { offset, from, to };
    // In this order: at no moment may the window end before it starts.
    buffer.timestampOffset = offset;
    buffer.appendWindowEnd = Infinity;
    buffer.appendWindowStart = Math.max(0, from);
    buffer.appendWindowEnd = to;
  }

  #wait(): Promise<void> {
    return new Promise((done, failed) => {
      this.#settle = (error) => (error ? failed(error) : done());
    });
  }
}
