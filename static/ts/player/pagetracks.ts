import { all } from "../lib/dom";
import type { Track } from "./types";

/** The tracks a page (this one, or another one fetched) tells of, in its order. */
export function tracksOf(root: ParentNode = document): Track[] {
  const found: Track[] = [];
  for (const script of all<HTMLScriptElement>("script[data-tracks]", root)) {
    try {
      const list: unknown = JSON.parse(script.textContent ?? "[]");
      if (Array.isArray(list)) found.push(...list.filter(isTrack));
    } catch {
      console.warn("The page's list of tracks is not JSON.");
    }
  }
  return found;
}

function isTrack(value: unknown): value is Track {
  if (typeof value !== "object" || value === null) return false;
  const track = value as Partial<Track>;
  return typeof track.id === "string" && typeof track.title === "string" && typeof track.url === "string";
}

export type Refreshed = { kind: "track"; track: Track } | { kind: "gone" } | { kind: "unreachable" };

/** Asks the track's page for its present addresses: links expire, and tracks are withdrawn. */
export async function refreshed(track: Track): Promise<Refreshed> {
  try {
    const answer = await fetch(track.url, { headers: { Accept: "text/html" } });
    if (answer.status === 404 || answer.status === 410) return { kind: "gone" };
    if (!answer.ok) return { kind: "unreachable" };
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const again = tracksOf(page).find((other) => other.id === track.id);
    return again ? { kind: "track", track: again } : { kind: "gone" };
  } catch {
    return { kind: "unreachable" };
  }
}
