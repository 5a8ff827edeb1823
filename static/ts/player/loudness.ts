import { follows } from "./stream/placement";
import type { Track } from "./types";

const TARGET_LUFS = -14;
const CEILING_DBTP = -1;

/**
 * How many dB bring a track to -14 LUFS without its peaks passing -1 dBTP; 0 where it was not measured. Next to a
 * neighbour from its release (`before` or `after` it in the queue, in order) the release counts as a whole, so that its
 * quiet tracks stay quieter than its loud ones.
 */
export function gainFor(track: Track, before: Track | null, after: Track | null): number {
  const album = (before !== null && follows(before, track)) || (after !== null && follows(track, after));
  const [lufs, peak] = album && measured(track.albumLufs) ? [track.albumLufs, track.albumPeak] : [track.lufs, track.peak];
  if (!measured(lufs)) return 0;
  return Math.min(TARGET_LUFS - lufs, CEILING_DBTP - (peak ?? 0));
}

function measured(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

/** Decibels as a factor. */
export function factor(db: number): number {
  return 10 ** (db / 20);
}
