/** How a show is doing, as the server says ten times a second. */
export interface Status {
  source: string | null;
  client: string;
  format: string;
  seconds: number;
  peak_dbfs: [number, number];
  momentary_lufs: number;
  clipped: number;
  behind_ms: number;
  lost_ms: number;
  problems: string[];
  title: string;
  artist: string;
  records: boolean;
  ends_in_seconds: number | null;
}

/** Nobody owns the show: nothing happens. */
export const IDLE: Status = {
  source: null,
  client: "",
  format: "",
  seconds: 0,
  peak_dbfs: [-120, -120],
  momentary_lufs: -120,
  clipped: 0,
  behind_ms: 0,
  lost_ms: 0,
  problems: [],
  title: "",
  artist: "",
  records: false,
  ends_in_seconds: null,
};

const SOURCES: Record<string, string> = {
  icecast: "A tool, over Icecast",
  rtmp: "A tool, over RTMP",
  browser: "A browser",
  capture: "A sound card of this instance",
  rotation: "The rotation",
};

/** "1:04:09" or "4:09". */
export function clock(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The words for a status, by the names that the desk's markup has. */
export function words(status: Status): Record<string, string> {
  const loudness = status.momentary_lufs > -70 ? `${status.momentary_lufs.toFixed(1).replace("-", "−")} LUFS` : "silent";
  const playing = [status.artist, status.title].filter((part) => part !== "").join(" – ");
  return {
    state: status.source === null ? "Waiting for sound" : status.source === "rotation" ? "The rotation plays" : "On air",
    source: status.source === null ? "Nothing feeds the show" : (SOURCES[status.source] ?? status.source),
    client: status.client,
    format: status.format,
    time: clock(status.seconds),
    loudness,
    clipped: status.clipped > 0 ? `${status.clipped} samples clipped in the last ten seconds: turn it down` : "Nothing clips",
    playing: playing || "No title yet",
    ends: status.ends_in_seconds === null ? "" : `Nothing feeds the show. It ends by itself in ${clock(status.ends_in_seconds)}.`,
  };
}
