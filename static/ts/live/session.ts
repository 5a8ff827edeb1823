import { hasFloor } from "../lib/floor";
import { live } from "./set";

const SKIP = 10;

/** The system's own controls, while a show has the floor. */
export function startSession(): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const handle = (action: MediaSessionAction, run: MediaSessionActionHandler | null) => {
    try {
      session.setActionHandler(action, run);
    } catch {
      // This browser does not know this action.
    }
  };
  live.addEventListener("start", () => {
    handle("play", () => live.show && live.play(live.show));
    handle("pause", () => live.pause());
    handle("stop", () => live.close());
    handle("nexttrack", null);
    handle("previoustrack", null);
    handle("seekbackward", (details) => live.seekBy(-(details.seekOffset ?? SKIP)));
    handle("seekforward", (details) => live.seekBy(details.seekOffset ?? SKIP));
    handle("seekto", (details) => {
      const stretch = live.stretch;
      if (stretch && details.seekTime !== undefined) live.seek(stretch.start + details.seekTime);
    });
  });
  let told = "";
  live.addEventListener("change", () => {
    const { show } = live;
    if (!show || !hasFloor("show")) {
      told = "";
      return;
    }
    session.playbackState = live.paused ? "paused" : "playing";
    const playing = playingOf(live.watch?.word ?? null);
    const words = `${show.slug} ${playing}`;
    if (words !== told) {
      told = words;
      const artwork = show.cover ? [{ src: new URL(show.cover, location.href).href, sizes: "640x640" }] : [];
      session.metadata = new MediaMetadata({ title: playing || show.title, artist: show.artist, album: playing ? show.title : "", artwork });
    }
    const stretch = live.stretch;
    if (!session.setPositionState) return;
    if (stretch && !stretch.live && stretch.end > stretch.start) {
      const duration = stretch.end - stretch.start;
      session.setPositionState({ duration, position: Math.min(Math.max(0, stretch.at - stretch.start), duration), playbackRate: 1 });
    } else session.setPositionState();
  });
}

/** "Ebb, by Inge Dahl", of what the source says is playing. */
export function playingOf(word: { title: string; artist: string } | null): string {
  if (!word?.title) return "";
  return word.artist ? `${word.title}, ${word.artist}` : word.title;
}
