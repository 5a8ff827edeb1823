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
  /** How long the whole track is, where only its beginning is heard. */
  fullMs?: number | null;
  /** Its segments, for the player's own engine; the addresses after it are for browsers without one. */
  stream?: StreamInfo | null;
  hls?: string | null;
  progressive?: string | null;
  mp3?: string | null;
  /** Integrated loudness in LUFS and true peak in dBTP; null for silence or when unmeasured. */
  lufs?: number | null;
  peak?: number | null;
  /** The same of its whole release. */
  albumLufs?: number | null;
  albumPeak?: number | null;
  /** 400 peaks of 0..255, as bytes in base64 or as numbers. */
  waveform?: string | number[] | null;
  hue?: string | null;
  /** Where its words are. */
  lyrics?: string | null;
}

/** One version of a track's sound. */
export interface Rung {
  /** `aac-64`, `aac-128`, `aac-320`, `flac`: its folder. */
  name: string;
  /** As MIME types name it. */
  codec: string;
  /** Nominal rate in kbit/s; 0 where there is none. */
  kbps: number;
  /** Bits a second at most, with everything around them. */
  bandwidth: number;
}

/** Where the segments of a track are, and which sample of them is which. All lengths in frames at `rate`. */
export interface StreamInfo {
  /** Files are `base` + rung + `/init.mp4`, `/0.m4s`, `/1.m4s`… */
  base: string;
  rate: number;
  /** Frames of the release before the track. */
  start: number;
  /** The track's own frames. */
  n: number;
  /** Frames of run-in that AAC rungs carry before its first one. */
  p: number;
  /** Lengths of segments as heard, each with how many in a row have it. They add up to `n`. */
  cuts: [number, number][];
  rungs: Rung[];
  /** Encoded together with its neighbours' edges: no seam to either need be heard. */
  joined: boolean;
  /** All rungs are there; otherwise more are on their way. */
  complete: boolean;
}

/** A place in the queue: the same track may stand in it twice. */
export interface Entry {
  key: number;
  track: Track;
}

export type Repeat = "off" | "all" | "one";
export type Quality = "auto" | "64" | "128" | "320" | "lossless";
/** Where the sound comes from: the player's own engine, or a file or playlist that the browser plays by itself. */
export type Source = "stream" | "native" | "progressive" | "mp3";

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
  /** Bit rate in kbit/s of the rung that sounds, 0 while unknown; the rungs that there are. Of FLAC the highest rate. */
  level: number;
  levels: number[];
  /** Name of the rung that sounds. */
  rung: string | null;
  bufferedEnd: number;
  /** Interruptions for want of data, and the pauses between tracks in ms: what the clock went on while the sound did not. */
  stalls: number;
  gaps: number[];
  error: string | null;
  source: Source | null;
  gainDb: number;
}

export const DEFAULTS: Preferences = { volume: 1, muted: false, quality: "auto", normalise: true, repeat: "off", shuffle: false };
