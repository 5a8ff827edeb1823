import { one } from "../lib/dom";
import { Extras } from "./extras";
import { startKeys } from "./keys";
import { startMarks } from "./marks";
import { startMemory } from "./memory";
import { tracksOf } from "./pagetracks";
import { Player } from "./player";
import { startPlays } from "./plays";
import { Remote } from "./remote";
import { startSession } from "./session";
import type { Track } from "./types";
import { startView } from "./view";

/** The page's way to the player. */
export interface Main {
  player: Player;
  /** A press on a `data-play` control, `at` (0 to 1) into its track. */
  control(control: HTMLElement, at: number): void;
  /** Appends tracks of this page to the queue: one id, or several with spaces between. */
  add(ids: string): void;
  /** Plays a track of this page, or whatever is current. */
  play(id?: string): void;
}

/** Starts the player and everything that draws it; once per document. */
export function startMain(): Main {
  const player = new Player();
  const remote = new Remote(player);
  startView(player, new Extras(player, remote));
  startMarks(player);
  startKeys(player);
  startSession(player);
  startMemory(player);
  remote.start();
  startPlays(player, "page");

  const play = (id: string, seconds: number) => {
    const tracks = tracksOf();
    const index = tracks.findIndex((track) => track.id === id);
    if (index >= 0) player.playList(tracks, index, seconds || asked());
  };
  return {
    player,
    control(control, at) {
      const id = control.dataset["play"] ?? "";
      const current = player.entry?.track.id ?? null;
      const here = current !== null && tracksOf().some((track) => track.id === current);
      if (current === id || (control.hasAttribute("data-play-any") && here)) {
        if (at > 0) {
          player.seek(secondsAt(player.entry?.track, at, player.duration));
          player.resume();
        } else {
          if (player.paused) {
            const moment = asked();
            if (moment > 0) player.seek(moment);
          }
          player.toggle();
        }
        return;
      }
      const track = tracksOf().find((other) => other.id === id);
      play(id, secondsAt(track, at, (track?.durationMs ?? 0) / 1000));
    },
    add(ids) {
      const wanted = ids.split(" ");
      for (const track of tracksOf()) if (wanted.includes(track.id)) player.add(track);
    },
    play(id) {
      if (id !== undefined) play(id, 0);
      else if (player.entry) player.resume();
      else one("[data-play]")?.click();
    },
  };
}

/** Where a click into a wave leads: of a preview the page shows the whole track's, and behind its end there is nothing. */
function secondsAt(track: Track | undefined, at: number, duration: number): number {
  if (!track?.fullMs) return duration * at;
  const seconds = (track.fullMs / 1000) * at;
  return seconds < duration ? seconds : 0;
}

let answered = "";

/** The `?t=95` of this page's address, in seconds, for the first play only. */
function asked(): number {
  const key = location.pathname + location.search;
  const seconds = Number(new URLSearchParams(location.search).get("t"));
  if (answered === key || !Number.isFinite(seconds) || seconds <= 0) return 0;
  answered = key;
  return seconds;
}
