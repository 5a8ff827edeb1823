import { forget, load, save } from "../lib/store";
import type { Player } from "./player";
import { DEFAULTS, type Preferences, type Track } from "./types";

const QUEUE = "tw:queue";
const PREFERENCES = "tw:player";
const EVERY_MS = 4000;

interface Kept {
  tracks: Track[];
  index: number;
  plain: number[];
  time: number;
}

/** Whether a queue waits from an earlier visit. */
export function hasKept(): boolean {
  return load<Kept | null>(QUEUE, null) !== null;
}

/** As they are at this moment: the queue's player and a show's share them, also where nothing can be stored. */
let held: Preferences | null = null;

/** The person's settings, with defaults for what was never set. */
export function preferences(): Preferences {
  held ??= { ...DEFAULTS, ...load<Partial<Preferences>>(PREFERENCES, {}) };
  return held;
}

export function keepPreferences(values: Preferences): void {
  held = values;
  save(PREFERENCES, values);
}

/** Brings the last queue back, paused where it stood, and from then on keeps it. */
export function startMemory(player: Player): void {
  const kept = load<Kept | null>(QUEUE, null);
  if (kept && Array.isArray(kept.tracks) && kept.tracks.length > 0 && !player.entry) player.restore(kept, kept.time);

  const keep = () => {
    if (!player.entry) {
      forget(QUEUE);
      return;
    }
    const queue = player.queue.kept();
    const state: Kept = { ...queue, time: player.time };
    // A long queue may be too much for the store with its waveforms; without them it is small.
    if (!save(QUEUE, state)) save(QUEUE, { ...state, tracks: queue.tracks.map((track) => ({ ...track, waveform: null })) });
  };
  player.addEventListener("queue", keep);
  player.addEventListener("pause", keep);
  setInterval(() => {
    if (!player.paused) keep();
  }, EVERY_MS);
  window.addEventListener("pagehide", keep);
}
