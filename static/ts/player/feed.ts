import type { Entry, Source } from "./types";

/** What brings the sound of entries to an audio element. All times are seconds into the entry that sounds. */
export interface Feed {
  readonly source: Source;
  readonly time: number;
  /** Up to where it plays without a further byte. */
  readonly bufferedEnd: number;
  /** Kbit/s of the rungs and of the one that sounds (0: not known), and its name. */
  readonly levels: number[];
  readonly level: number;
  readonly rung: string | null;
  /** Lets an entry sound from `at` on, as soon as there is something. */
  play(entry: Entry, at: number): void;
  seek(to: number): void;
  /** What follows, or the wanted quality, or what is known of a track, may have changed. */
  look(): void;
  /** Goes on after a failure. */
  retry(): void;
  /** Lets go of the element. */
  close(): void;
}

/** Why a feed cannot go on. `gone`: the server says there is no such thing (any more). */
export type Trouble = "gone" | "network" | "media";

const GONE = new Set([401, 403, 404, 410]);

/** What an answer's status means; 0 stands for none. */
export function troubleOf(status: number): Trouble {
  return GONE.has(status) ? "gone" : "network";
}
