import { type Feed, type Trouble, troubleOf } from "./feed";
import type { Entry, Source, Track } from "./types";

const HLS_TYPE = "application/vnd.apple.mpegurl";
/** Phones of Apple's without media sources play HLS by themselves. Others claim to, and stumble. */
const apple = () => /^Apple/.test(navigator.vendor) && new Audio().canPlayType(HLS_TYPE) !== "";

/** Whether the browser can play one of a track's plain addresses. */
export function plays(track: Track, source: Source): boolean {
  if (!addressOf(track, source)) return false;
  if (source === "native") return apple();
  return new Audio().canPlayType(source === "progressive" ? 'audio/mp4; codecs="mp4a.40.2"' : "audio/mpeg") !== "";
}

/** One file or playlist on the element, for browsers that lack what the stream needs and tracks whose stream failed. */
export class Plain implements Feed {
  readonly source: Source;
  readonly levels: number[] = [];
  readonly rung = null;
  readonly #audio: HTMLAudioElement;
  readonly #trouble: (entry: Entry, trouble: Trouble) => void;
  readonly #ears = new AbortController();
  #entry: Entry | null = null;
  /** Where to begin once the element knows the file: until then it says 0. */
  #target: number | null = null;

  constructor(audio: HTMLAudioElement, source: Source, trouble: (entry: Entry, trouble: Trouble) => void) {
    this.#audio = audio;
    this.source = source;
    this.#trouble = trouble;
    const { signal } = this.#ears;
    audio.addEventListener("loadedmetadata", () => this.#arrive(), { signal });
    audio.addEventListener("error", () => void this.#failed(), { signal });
  }

  get time(): number {
    return this.#target ?? this.#audio.currentTime;
  }

  get level(): number {
    return this.source === "native" ? 0 : 128;
  }

  get bufferedEnd(): number {
    const { buffered, currentTime } = this.#audio;
    for (let i = buffered.length - 1; i >= 0; i -= 1) {
      if (buffered.start(i) <= currentTime + 0.2) return buffered.end(i);
    }
    return 0;
  }

  play(entry: Entry, at: number): void {
    this.#entry = entry;
    this.#target = at;
    this.#audio.src = addressOf(entry.track, this.source) ?? "";
    this.#audio.load();
  }

  seek(to: number): void {
    this.#target = to;
    this.#arrive();
  }

  look(): void {
    // A file is what it is.
  }

  retry(): void {
    if (this.#entry) this.play(this.#entry, this.time);
  }

  close(): void {
    this.#ears.abort();
    this.#audio.removeAttribute("src");
    this.#audio.load();
  }

  #arrive(): void {
    if (this.#target === null || this.#audio.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (this.#target > 0 || this.#audio.currentTime > 0) this.#audio.currentTime = this.#target;
    this.#target = null;
  }

  /** A plain element says little: a look at the address tells a withdrawn file from a broken line. */
  async #failed(): Promise<void> {
    const [entry, error] = [this.#entry, this.#audio.error];
    if (!entry || !error) return;
    this.#target ??= this.#audio.currentTime;
    let trouble: Trouble = error.code === MediaError.MEDIA_ERR_DECODE ? "media" : "network";
    if (trouble === "network") {
      try {
        const answer = await fetch(addressOf(entry.track, this.source) ?? "", { method: "HEAD" });
        trouble = answer.ok ? "media" : troubleOf(answer.status);
      } catch {
        // No answer at all: the line.
      }
    }
    if (!this.#ears.signal.aborted && this.#entry === entry) this.#trouble(entry, trouble);
  }
}

function addressOf(track: Track, source: Source): string | null | undefined {
  return source === "native" ? track.hls : source === "progressive" ? track.progressive : track.mp3;
}
