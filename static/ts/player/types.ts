/** One track as pages describe it in `<script type="application/json" data-tracks>`. */
export interface Track {
  id: string;
  title: string;
  artist: string;
  artistUrl?: string | null;
  /** The track's page. */
  url: string;
  release?: string | null;
  releaseUrl?: string | null;
  /** Small and large cover. */
  cover?: string | null;
  coverLarge?: string | null;
  durationMs: number;
  hls?: string | null;
  progressive?: string | null;
  mp3?: string | null;
  /** Integrated loudness in LUFS and true peak in dBTP; null for silence or when unmeasured. */
  lufs?: number | null;
  peak?: number | null;
  /** 400 peaks of 0..255, as bytes in base64 or as numbers. */
  waveform?: string | number[] | null;
  hue?: string | null;
  lyrics?: boolean;
  /** Where the track starts in its release, its length and its pre-roll, in frames at `rate`. */
  start?: number | null;
  n?: number | null;
  p?: number | null;
  rate?: number | null;
}

/** A place in the queue: the same track may stand in it twice. */
export interface Entry {
  key: number;
  track: Track;
}

export type Repeat = "off" | "all" | "one";
export type Quality = "auto" | "64" | "128" | "320";
/** How a deck gets its sound. */
export type Source = "hls" | "native" | "progressive" | "mp3";

export interface Preferences {
  volume: number;
  muted: boolean;
  quality: Quality;
  normalise: boolean;
  repeat: Repeat;
  shuffle: boolean;
}

/** What a look at the player shows: for the page's parts and for tests. */
export interface Snapshot extends Preferences {
  trackId: string | null;
  /** Track ids in playing order. */
  queue: string[];
  index: number;
  currentTime: number;
  duration: number;
  paused: boolean;
  waiting: boolean;
  /** Bit rate in kbit/s of the rung that sounds, 0 while unknown; the rungs that there are. */
  level: number;
  levels: number[];
  bufferedEnd: number;
  /** Interruptions for want of data, and the pauses between tracks in ms. */
  stalls: number;
  gaps: number[];
  error: string | null;
  source: Source | null;
  gainDb: number;
}

export const DEFAULTS: Preferences = { volume: 1, muted: false, quality: "auto", normalise: true, repeat: "off", shuffle: false };
