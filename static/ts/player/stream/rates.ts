import type { Quality, Rung } from "../types";
import { isLossless } from "./placement";

/** The rung that an unknown line begins with. */
const FIRST_KBPS = 128;
/** The part of the line a rung may use: to be kept, and to be climbed to. The gap between them stops it from swaying. */
const KEEP = 0.85;
const CLIMB = 0.6;
/** Answers smaller than this say more about the server than about the line. */
const TELLING_BYTES = 8 * 1024;

/** What is known of the line. */
export interface Line {
  /** Bits a second; null before anything was measured. */
  estimate: number | null;
}

/** A moving average in which a measurement weighs as long as it took; it forgets half of itself in `half` seconds. */
class Average {
  readonly #half: number;
  #value = 0;
  #weight = 0;

  constructor(half: number) {
    this.#half = half;
  }

  add(value: number, seconds: number): void {
    const keep = 0.5 ** (seconds / this.#half);
    this.#value = value * (1 - keep) + this.#value * keep;
    this.#weight = 1 - keep + this.#weight * keep;
  }

  get value(): number {
    return this.#value / this.#weight;
  }
}

/** How much the line carried lately: the lower of a quick and a slow average, so that it falls at once and rises slowly. */
export class Throughput implements Line {
  #quick = new Average(2);
  #slow = new Average(8);
  #any = false;

  get estimate(): number | null {
    return this.#any ? Math.min(this.#quick.value, this.#slow.value) : null;
  }

  add(bytes: number, ms: number): void {
    if (bytes < TELLING_BYTES) return;
    const seconds = Math.max(ms, 1) / 1000;
    this.#any = true;
    this.#quick.add((bytes * 8) / seconds, seconds);
    this.#slow.add((bytes * 8) / seconds, seconds);
  }

  /** A fetch was given up: the line is no longer what it was, and only what it brought meanwhile counts. */
  fell(bytes: number, ms: number): void {
    this.#quick = new Average(2);
    this.#slow = new Average(8);
    this.#any = false;
    this.add(Math.max(bytes, TELLING_BYTES), ms);
  }
}

/** Whether the line may decide: these choices give way to it. */
export function adapts(quality: Quality): boolean {
  return quality === "auto" || quality === "lossless";
}

/**
 * The rung for the next segment, out of those this browser can play. `last` is the one fetched before. Auto stays with
 * AAC, whose 320 cannot be told from the master; FLAC is for whoever asks for it, as long as the line carries it.
 */
export function choose(rungs: readonly Rung[], quality: Quality, line: Line, last: Rung | null): Rung | null {
  const lossy = rungs.filter((rung) => !isLossless(rung)).sort((a, b) => a.kbps - b.kbps);
  const lossless = rungs.find(isLossless);
  if (quality === "lossless" && lossless && carries(line, lossless, last)) return lossless;
  const lowest = lossy[0] ?? lossless ?? null;
  if (quality !== "auto" && quality !== "lossless") return lossy.findLast((rung) => rung.kbps <= Number(quality)) ?? lowest;
  if (line.estimate === null) return lossy.findLast((rung) => rung.kbps <= FIRST_KBPS) ?? lowest;
  return lossy.findLast((rung) => carries(line, rung, last)) ?? lowest;
}

function carries(line: Line, rung: Rung, last: Rung | null): boolean {
  if (line.estimate === null) return true;
  const held = last !== null && rung.bandwidth <= last.bandwidth;
  return rung.bandwidth <= line.estimate * (held ? KEEP : CLIMB);
}

/** A fetch on its way: bytes so far, bytes in all (0: unknown), milliseconds so far. */
export interface Progress {
  bytes: number;
  total: number;
  ms: number;
}

const PATIENCE_MS = 1000;

/** Whether a fetch is so slow that a lower rung, begun now, would be there earlier and is needed. `ahead`: seconds buffered. */
export function tooSlow({ bytes, total, ms }: Progress, rung: Rung, lower: Rung | null, ahead: number): boolean {
  if (!lower || ms < PATIENCE_MS || total === 0) return false;
  const speed = Math.max(bytes, 1) / ms;
  const left = (total - bytes) / speed;
  const instead = (total * (lower.bandwidth / rung.bandwidth)) / speed;
  return left > ahead * 1000 * 0.9 && instead < left * 0.8;
}
