import { refreshed } from "./pagetracks";
import type { Player } from "./player";
import type { Track } from "./types";

/** So often a track is asked about whose versions are not all made yet. */
const EVERY_MS = 5000;

/** Asks again for what plays and what comes next while the server still makes versions of it, so that they appear at once. */
export class Freshener {
  readonly #player: Player;
  readonly #fresh: (track: Track) => void;
  #asking = false;

  /** @param fresh gets a newer description of a track in the queue */
  constructor(player: Player, fresh: (track: Track) => void) {
    this.#player = player;
    this.#fresh = fresh;
    setInterval(() => void this.#ask(), EVERY_MS);
  }

  async #ask(): Promise<void> {
    const { entry, queue, paused } = this.#player;
    if (!entry || paused || this.#asking) return;
    const track = [entry, queue.after(entry)].find((it) => it?.track.stream?.complete === false)?.track;
    if (!track) return;
    this.#asking = true;
    const answer = await refreshed(track);
    this.#asking = false;
    if (answer.kind === "track") this.#fresh(answer.track);
  }
}
