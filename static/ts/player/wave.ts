/** Bars of the player's own waveform. */
const BARS = 100;
const FLAT = `M0 50H${BARS}`;

/** SVG path data for a box of 100 by 100: vertical bars around the middle. `peaks`: bytes in base64, or numbers 0..255. */
export function wavePath(peaks: string | number[] | null | undefined): string {
  const values = decode(peaks);
  if (values.length === 0) return FLAT;
  let path = "";
  for (let bar = 0; bar < BARS; bar += 1) {
    const from = Math.floor((bar * values.length) / BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * values.length) / BARS));
    const peak = Math.max(...values.slice(from, to)) / 255;
    const half = Math.max(1.5, peak * 47);
    path += `M${bar + 0.5} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`;
  }
  return path;
}

function decode(peaks: string | number[] | null | undefined): number[] {
  if (!peaks) return [];
  if (Array.isArray(peaks)) return peaks;
  try {
    return [...atob(peaks)].map((letter) => letter.charCodeAt(0));
  } catch {
    return [];
  }
}
