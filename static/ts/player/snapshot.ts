import type { Playback } from "./playback";
import type { Player } from "./player";
import type { Snapshot } from "./types";

/** The player at this moment, for tests and curious people. */
export function snapshot(player: Player, playback: Playback): Snapshot {
  const { deck } = playback;
  return {
    ...player.preferences,
    trackId: player.entry?.track.id ?? null,
    queue: player.queue.entries.map((entry) => entry.track.id),
    index: player.queue.index,
    currentTime: player.time,
    duration: player.duration,
    paused: player.paused || deck.audio.paused,
    waiting: player.waiting,
    level: deck.feed?.level ?? 0,
    levels: deck.feed?.levels ?? [],
    rung: deck.feed?.rung ?? null,
    bufferedEnd: deck.feed?.bufferedEnd ?? 0,
    stalls: deck.stalls,
    gaps: [...playback.gaps],
    error: player.error,
    source: deck.feed?.source ?? null,
    gainDb: player.preferences.normalise ? playback.gainDb : 0,
  };
}
