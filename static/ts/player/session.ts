import { hasFloor } from "../lib/floor";
import type { Player } from "./player";

/** The system's own controls: lock screen, headset buttons, media keys. */
export function startSession(player: Player): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const handle = (action: MediaSessionAction, run: MediaSessionActionHandler) => {
    try {
      session.setActionHandler(action, run);
    } catch {
      // This browser does not know this action.
    }
  };
  const take = () => {
    handle("play", () => player.resume());
    handle("pause", () => player.pause());
    handle("stop", () => player.pause());
    handle("nexttrack", () => player.next());
    handle("previoustrack", () => player.previous());
    handle("seekbackward", (details) => player.seekBy(-(details.seekOffset ?? 10)));
    handle("seekforward", (details) => player.seekBy(details.seekOffset ?? 10));
    handle("seekto", (details) => {
      if (details.seekTime !== undefined) player.seek(details.seekTime);
    });
  };
  take();

  let shown = -1;
  let away = false;
  player.addEventListener("change", () => {
    if (!hasFloor("tracks")) {
      away = true; // A show sounds, and the controls are its own.
      return;
    }
    if (away) {
      away = false;
      shown = -1;
      take();
    }
    const entry = player.entry;
    session.playbackState = entry ? (player.paused ? "paused" : "playing") : "none";
    if (entry && entry.key !== shown) {
      shown = entry.key;
      session.metadata = new MediaMetadata({
        title: entry.track.title,
        artist: entry.track.artist,
        album: entry.track.release ?? "",
        artwork: artwork(entry.track.cover, 160).concat(artwork(entry.track.coverLarge, 640)),
      });
    }
    const duration = player.duration;
    if (entry && duration > 0 && session.setPositionState) {
      session.setPositionState({ duration, position: Math.min(player.time, duration), playbackRate: 1 });
    }
  });
}

function artwork(src: string | null | undefined, size: number): MediaImage[] {
  return src ? [{ src: new URL(src, location.href).href, sizes: `${size}x${size}` }] : [];
}
