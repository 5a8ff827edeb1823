import type { Track } from "./types";

const TARGET_LUFS = -14;
const CEILING_DBTP = -1;

/** How many dB bring a track to -14 LUFS without its peaks passing -1 dBTP; 0 where it was not measured. */
export function gainFor(track: Track | null): number {
  if (!track || track.lufs === null || track.lufs === undefined) return 0;
  const room = CEILING_DBTP - (track.peak ?? 0);
  return Math.min(TARGET_LUFS - track.lufs, room);
}

/** Decibels as a factor. */
export function factor(db: number): number {
  return 10 ** (db / 20);
}

let context: AudioContext | null = null;
const nodes = new WeakMap<HTMLMediaElement, GainNode>();

/**
 * Sets how loud an element sounds. Turning down needs only its volume; turning up beyond the file needs a gain
 * node, which is made when a track first asks for it: an element that went through one never leaves it, and iOS
 * plays its own HLS silently through one, so `boost` is false there.
 */
export function setLoudness(audio: HTMLAudioElement, volume: number, gainDb: number, boost: boolean): void {
  const gain = factor(gainDb);
  audio.volume = Math.min(1, Math.max(0, volume * Math.min(1, gain)));
  let node = nodes.get(audio);
  if (!node && gain > 1.01 && boost) node = route(audio);
  if (node) node.gain.value = Math.max(1, gain);
}

function route(audio: HTMLAudioElement): GainNode | undefined {
  try {
    context ??= new AudioContext({ latencyHint: "playback" });
    const node = context.createGain();
    context.createMediaElementSource(audio).connect(node).connect(context.destination);
    nodes.set(audio, node);
    return node;
  } catch {
    return undefined; // Without Web Audio quiet tracks stay quiet: volume is all there is.
  }
}

/** To be called when something is about to sound: contexts start asleep and are put to sleep by calls and alarms. */
export function wake(): void {
  if (context && context.state !== "running") void context.resume();
}
