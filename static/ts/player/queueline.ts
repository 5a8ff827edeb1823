import { one } from "../lib/dom";
import type { Track } from "./types";

/** How the account's queue stands, as the server says it. */
export interface Standing {
  /** Grows with every save; 0 while nothing was saved. */
  version: number;
  /** A word that changes with the tracks and the current one among them. */
  list: string;
  device: string;
  deviceName: string;
  playing: boolean;
  positionMs: number;
}

/** The same with its tracks. */
export interface Whole extends Standing {
  /** -1 where there is none. */
  current: number;
  tracks: Track[];
}

/** What a device says of its queue. */
export interface Said {
  tracks: string[];
  /** -1 where there is none. */
  current: number;
  positionMs: number;
  playing: boolean;
  device: string;
  /** The version it knows; null where it takes the queue over. */
  after: number | null;
}

/** The account's queue with its tracks; null while the line is away. */
export async function readQueue(): Promise<Whole | null> {
  try {
    const answer = await fetch("/queue", { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Whole) : null;
  } catch {
    return null;
  }
}

/** Saves it. The answer is a [`Standing`], or 409 where another device saved since. `leaving`: the page goes meanwhile. */
export function saveQueue(said: Said, leaving = false): Promise<Response> {
  const token = one<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
  return fetch("/queue", { method: "PUT", keepalive: leaving, headers, body: JSON.stringify(said) });
}
