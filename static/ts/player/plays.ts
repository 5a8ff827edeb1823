import { newId } from "../lib/id";
import type { Player } from "./player";
import type { Entry } from "./types";

/** Told again after so much sound, and when it counts: after so much of it, or half the track. */
const EVERY_MS = 15_000;
const COUNTS_MS = 30_000;
/** Who leaves a track this near to its end has heard it. */
const END = 1.5;

type Ending = "completed" | "skipped" | "stopped";

/** One listen, from its first sound on. */
interface Listen {
  id: string;
  entry: Entry;
  /** When somebody wanted it, and when it was heard first, by this page's clock. */
  wantedAt: number;
  delayMs: number | null;
  heardMs: number;
  reached: number;
  /** Where it stood at the last look, and when that was. */
  time: number;
  at: number;
  stalls: number;
  stallMs: number;
  stallsBefore: number;
  rung: string;
  toldMs: number;
  counted: boolean;
}

/** Tells the server what is listened to: when it begins, while it goes on, and how it ends. */
export function startPlays(player: Player, source: "page" | "embed"): void {
  let listen: Listen | null = null;

  const tell = (it: Listen, ending: Ending | null, leaving = false) => {
    it.toldMs = it.heardMs;
    const body = JSON.stringify({
      id: it.id,
      track: it.entry.track.id,
      source,
      rung: it.rung,
      startDelayMs: Math.round(it.delayMs ?? 0),
      heardMs: Math.round(it.heardMs),
      reachedMs: Math.round(it.reached * 1000),
      stalls: it.stalls,
      stallMs: Math.round(it.stallMs),
      ending,
    });
    if (leaving && navigator.sendBeacon?.("/plays", new Blob([body], { type: "application/json" }))) return;
    const options: RequestInit = { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body };
    // In somebody else's page nobody is known, and nobody is to be.
    if (source === "embed") options.credentials = "omit";
    fetch("/plays", options).catch(() => undefined); // The line is away: the next word says it all again.
  };
  const end = (ending: Ending | null, leaving = false) => {
    const it = listen;
    listen = null;
    if (!it || it.delayMs === null) return;
    const over = player.durationOf(it.entry) - it.time < END;
    tell(it, ending ?? (over ? "completed" : "skipped"), leaving);
  };

  const look = () => {
    const { entry, paused, waiting, time } = player;
    const now = performance.now();
    // Another one, or the same one from its beginning after its end: a repeat.
    const again = listen && entry === listen.entry && time < 1 && player.durationOf(listen.entry) - listen.time < END && listen.heardMs > 1000;
    if (listen && (entry !== listen.entry || again)) end(again ? "completed" : null);
    if (!listen) {
      if (!entry || paused) return;
      listen = begin(entry, time, now, player.stalls);
    }
    const it = listen;
    const passed = now - it.at;
    const moved = time - it.time;
    const flows = !paused && !waiting;
    it.reached = Math.max(it.reached, time);
    if (it.delayMs === null) {
      if (paused) it.wantedAt = now;
      else if (flows && moved > 0) {
        it.delayMs = Math.max(0, now - it.wantedAt - moved * 1000);
        it.heardMs = Math.min(moved * 1000, passed);
        it.rung = player.rung ?? "";
        it.stallsBefore = player.stalls; // What it took to begin is the delay.
        it.stalls = 0;
        tell(it, null);
      }
    } else {
      // Jumps are not heard: only what the clock went on with.
      if (moved > 0 && moved * 1000 < passed + 500) it.heardMs += Math.min(moved * 1000, passed);
      else if (waiting && !paused && moved === 0) it.stallMs += passed;
    }
    it.stalls = player.stalls - it.stallsBefore;
    if (it.stalls === 0) it.stallMs = 0; // It waited after a jump: that is no interruption.
    it.rung = player.rung ?? it.rung;
    it.time = time;
    it.at = now;
    if (it.delayMs === null) return;
    const counts = it.heardMs >= Math.min(COUNTS_MS, (player.durationOf(it.entry) * 1000) / 2);
    if ((counts && !it.counted) || it.heardMs - it.toldMs >= EVERY_MS) {
      it.counted ||= counts;
      tell(it, null);
    }
  };
  player.addEventListener("change", look);
  player.addEventListener("track", look);
  player.addEventListener("pause", () => {
    look();
    if (listen?.delayMs !== null && listen && listen.heardMs > listen.toldMs) tell(listen, null);
  });
  window.addEventListener("pagehide", () => end("stopped", true));
}

function begin(entry: Entry, time: number, now: number, stallsBefore: number): Listen {
  const clean = { delayMs: null, heardMs: 0, stalls: 0, stallMs: 0, rung: "", toldMs: 0, counted: false };
  return { id: newId(), entry, wantedAt: now, reached: time, time, at: now, stallsBefore, ...clean };
}
