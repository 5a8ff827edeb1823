import { all, one } from "../lib/dom";
import type { Player } from "./player";

/** Draws what was chosen about the sound, and what really sounds. */
export function drawSound(player: Player, bar: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string) => one<T>(`[data-pl="${name}"]`, bar);
  const { volume, quality, normalise } = player.preferences;
  const slider = part<HTMLInputElement>("volume");
  const level = String(Math.round(volume * 100));
  if (slider && slider.value !== level) slider.value = level;
  const label = part("quality");
  const text = qualityLabel(player);
  if (label && label.textContent !== text) label.textContent = text;
  for (const radio of all<HTMLInputElement>("[name=pl-quality]", bar)) radio.checked = radio.value === quality;
  // Offered where there is something to it: not every listener may have every track, nor every browser play it.
  const lossless = part("lossless");
  if (lossless) lossless.hidden = !player.lossless && quality !== "lossless";
  const even = part<HTMLInputElement>("normalise");
  if (even) even.checked = normalise;
}

function qualityLabel(player: Player): string {
  const { source, level, rung, quality } = player.state;
  if (source === "mp3") return "MP3";
  if (source === "progressive") return "AAC 128";
  if (rung === "flac") return "FLAC";
  if (quality === "auto") return level > 0 ? `Auto ${level}` : "Auto";
  if (level > 0) return `AAC ${level}`;
  return quality === "lossless" ? "Lossless" : `AAC ${quality}`;
}
