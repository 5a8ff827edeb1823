/** One thing sounds at a time: the queue's tracks, or a show. Who begins takes the floor, and who had it falls silent. */
type Speaker = "tracks" | "show";

let speaker: Speaker = "tracks";
let silence: (() => void) | null = null;

/** `who` begins to sound; `lose` is called once, when somebody else does. */
export function takeFloor(who: Speaker, lose: () => void): void {
  const before = silence;
  const other = speaker !== who;
  speaker = who;
  silence = lose;
  if (other) before?.();
}

/** Whatever sounds falls silent. */
export function hush(): void {
  silence?.();
}

/** A show that was closed gives the floor back: keys and the system's controls belong to the queue again. */
export function leaveFloor(): void {
  if (speaker !== "show") return;
  speaker = "tracks";
  silence = null;
}

/** Whose keys and whose controls they are at this moment. */
export function hasFloor(who: Speaker): boolean {
  return speaker === who;
}
