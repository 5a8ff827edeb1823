import Hls from "hls.js/light";
import type { LevelDetails, MediaFragment } from "hls.js";

/** A track's length and its pre-roll, in frames at `rate`. */
export interface Frames {
  n: number;
  p: number;
  rate: number;
}

/**
 * Makes a stream start and end on the very sample. Its segments carry `p` frames of encoder run-in before the first
 * sample and round up to whole packets after the last: an offset moves the run-in before zero, and the append window
 * cuts it off there and at the track's end. hls.js is led to believe nothing of it: the places of its fragments stay
 * those of the playlist, which counts without the run-in.
 */
export function exact(hls: Hls, { n, p, rate }: Frames): void {
  hls.on(Hls.Events.BUFFER_CREATED, (_, { tracks }) => {
    const buffer = tracks.audio?.buffer;
    if (!buffer) return;
    const append = buffer.appendBuffer.bind(buffer);
    buffer.appendBuffer = (data: BufferSource) => {
      buffer.timestampOffset = -p / rate;
      buffer.appendWindowEnd = Infinity;
      buffer.appendWindowStart = 0;
      buffer.appendWindowEnd = n / rate;
      append(data);
    };
  });

  const planned = new WeakMap<LevelDetails, { start: number; duration: number }[]>();
  hls.on(Hls.Events.LEVEL_LOADED, (_, { details }) => {
    planned.set(
      details,
      details.fragments.map(({ start, duration }) => ({ start, duration })),
    );
  });
  hls.on(Hls.Events.LEVEL_PTS_UPDATED, (_, { details }) => {
    planned.get(details)?.forEach((plan, at) => {
      const fragment = details.fragments[at];
      if (fragment) place(fragment, plan.start, plan.duration);
    });
  });
}

function place(fragment: MediaFragment, start: number, duration: number): void {
  fragment.setStart(start);
  fragment.setDuration(duration);
  if (fragment.startPTS === undefined) return;
  const end = start + duration;
  Object.assign(fragment, { startPTS: start, maxStartPTS: start, startDTS: start, endPTS: end, minEndPTS: end, endDTS: end });
}

/** What a track tells of its frames, if it tells all of it. */
export function framesOf(track: { n?: number | null; p?: number | null; rate?: number | null }): Frames | null {
  const { n, p, rate } = track;
  return n && p !== null && p !== undefined && rate ? { n, p, rate } : null;
}
