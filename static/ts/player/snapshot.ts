import type { Deck } from "./deck";
import { gainFor } from "./loudness";
import type { Player } from "./player";
import type { Snapshot } from "./types";

/** The player at this moment, for tests and curious people. */
export function snapshot(player: Player, active: Deck, spare: Deck): Snapshot {
  return {
    ...player.preferences,
    trackId: player.entry?.track.id ?? null,
    queue: player.queue.entries.map((entry) => entry.track.id),
    index: player.queue.index,
    currentTime: player.time,
    duration: player.duration,
    paused: player.paused || active.audio.paused,
    waiting: player.waiting,
    level: active.level,
    levels: active.levels,
    bufferedEnd: active.bufferedEnd,
    stalls: active.stalls + spare.stalls,
    gaps: [...player.gaps],
    error: player.error,
    source: active.source,
    gainDb: player.preferences.normalise ? gainFor(player.entry?.track ?? null) : 0,
  };
}
