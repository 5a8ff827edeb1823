/** How loud something is, and how that is drawn. */

/** What stands for silence, in dBFS. */
export const SILENCE = -120;
/** The quietest that a level shows, in dBFS; the markup's scale is as long. */
const FLOOR = -60;
/** Above this it is too loud to be safe, in dBFS. */
const HOT = -6;
/** From here on samples clip, in dBFS. */
const CLIPS = -0.1;
/** How long the loudest moment stays marked, in milliseconds. */
const HOLD_MS = 1500;

/** A sample of full scale 1 in dBFS. */
export function dbfs(sample: number): number {
  return sample > 0 ? Math.max(SILENCE, 20 * Math.log10(sample)) : SILENCE;
}

/** "−12.3 dB", or "silent". */
export function words(db: number): string {
  return db <= FLOOR ? "silent" : `${db.toFixed(1).replace("-", "−")} dB`;
}

interface Held {
  db: number;
  at: number;
}
const held = new WeakMap<Element, Held>();

/** Draws a level into a `.level`: its bar, the loudest moment just now, and the number. */
export function drawLevel(node: HTMLElement, db: number): void {
  const shown = Math.min(0, Math.max(FLOOR, db)) - FLOOR;
  const now = performance.now();
  let top = held.get(node);
  if (!top || db >= top.db || now - top.at > HOLD_MS) {
    top = { db, at: now };
    held.set(node, top);
  }
  node.querySelector(".level-bar")?.setAttribute("width", shown.toFixed(2));
  const peak = Math.min(0, Math.max(FLOOR, top.db)) - FLOOR;
  node.querySelector(".level-top")?.setAttribute("x", Math.max(0, peak - 0.4).toFixed(2));
  node.classList.toggle("hot", top.db > HOT);
  node.classList.toggle("clips", top.db > CLIPS);
  const text = node.querySelector("[data-level-words]");
  if (text) text.textContent = words(top.db);
}
