/** A show as its page describes it in `<script type="application/json" data-show>`. */
export interface Show {
  slug: string;
  title: string;
  artist: string;
  /** Its page, and the artist's. */
  url: string;
  artistUrl: string;
  cover: string | null;
  hue: string;
  /** `planned`, `on_air`, `waiting`, `over`, `cancelled`. */
  state: string;
  /** The playlist of all renditions; empty where there is nothing to be heard, or not for this visitor. */
  hls: string;
  /** Where its page asks how it is doing; an answer is a [`Word`]. */
  now: string;
}

/** How a show is doing. */
export interface Word {
  state: string;
  hls: string;
  title: string;
  artist: string;
  listeners: number;
  /** What plays and what has played, as the page shows it. */
  html: string;
}

/** Where the sound is, in seconds of the playlist's own time. */
export interface Stretch {
  start: number;
  end: number;
  at: number;
  /** Whether it goes on growing. */
  live: boolean;
}

/** What went wrong with the sound: the line; a playlist that is gone or no longer for us; what cannot be decoded. */
export type Trouble = "network" | "gone" | "media";

/** Brings a playlist to the element. */
export interface Engine {
  /** Lets it sound: at the live edge (of what is over: at its beginning), or at a second. */
  start(at: number | null): void;
  /** Where the sound is; null while that is unknown. */
  readonly stretch: Stretch | null;
  /** How long the show had run where the playlist begins, in seconds. */
  readonly before: number;
  /** When what sounds now was played, by the clock of the source. */
  readonly playingDate: Date | null;
  /** Bit rate in kbit/s of what sounds, 0 while unknown. */
  readonly level: number;
  setQuality(quality: string): void;
  /** Fetches nothing more until `start`. */
  rest(): void;
  close(): void;
}

/** Whose element it is. */
export interface Host {
  readonly audio: HTMLAudioElement;
  readonly quality: string;
  changed(): void;
  /** The element can be told to play. */
  ready(): void;
  trouble(trouble: Trouble): void;
}
