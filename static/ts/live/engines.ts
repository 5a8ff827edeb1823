import { Native } from "./native";
import type { Engine, Host } from "./types";

/** Makes an engine for a playlist. */
export type Make = (host: Host, url: string) => Engine;

let coming: Promise<Make | null> | null = null;

/** What this browser plays shows with, fetched when somebody is about to listen; null where nothing will do. */
export function engines(): Promise<Make | null> {
  if (Native.isSupported) return Promise.resolve((host, url) => new Native(host, url));
  coming ??= import("./engine").then(
    ({ Streamed }) => (Streamed.isSupported ? (host: Host, url: string) => new Streamed(host, url) : null),
    (error: unknown) => {
      coming = null; // The line was away: the next press asks again.
      throw error;
    },
  );
  return coming;
}
