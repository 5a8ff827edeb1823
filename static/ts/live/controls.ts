import { all, iconHref, one } from "../lib/dom";
import { clock } from "../lib/time";
import type { Quality } from "../player/types";
import { live } from "./set";

/** Listens to the buttons of a show, in its page or in the bar. `play` is what the big one does while nothing sounds. */
export function listenControls(root: HTMLElement, play: () => void, signal: AbortSignal): void {
  root.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-live-act]") : null;
      switch (button?.dataset["liveAct"]) {
        case "toggle":
          return play();
        case "edge":
          return live.toEdge();
        case "mute":
          return live.toggleMute();
        case "close":
          return live.close();
      }
    },
    { signal },
  );
  root.addEventListener(
    "input",
    (event) => {
      const field = event.target;
      if (field instanceof HTMLInputElement && field.dataset["live"] === "volume") live.setVolume(Number(field.value) / 100);
      if (field instanceof HTMLSelectElement && field.dataset["live"] === "quality") live.setQuality(field.value as Quality);
    },
    { signal },
  );
}

/** Draws them. `mine`: what sounds is the show of `root`. `slow`: it has been loading for a while. */
export function drawControls(root: HTMLElement, mine: boolean, slow: boolean): void {
  const { volume, muted, quality } = live.preferences;
  const sounds = mine && !live.paused;
  for (const go of all('[data-live-act="toggle"]', root)) {
    go.dataset["state"] = sounds ? (live.waiting && slow ? "waiting" : "playing") : "paused";
    const label = one("[data-live-label]", go);
    if (label) label.textContent = sounds ? "Pause" : (label.dataset["liveLabel"] ?? "Play");
    else go.setAttribute("aria-label", sounds ? "Pause" : "Play");
  }
  const edge = one<HTMLButtonElement>('[data-live-act="edge"]', root);
  if (edge) {
    const stretch = mine ? live.stretch : null;
    edge.hidden = !stretch?.live;
    const word = live.atEdge ? "Live" : "Back to live";
    edge.classList.toggle("at", live.atEdge);
    const label = one("[data-live=edge]", edge);
    if (label && label.textContent !== word) label.textContent = word;
  }
  one('[data-live-act="mute"]', root)?.setAttribute("aria-pressed", String(muted));
  const speaker = one("[data-live=volume-icon]", root);
  const face = iconHref(muted || volume === 0 ? "volume-x" : volume < 0.5 ? "volume-1" : "volume-2");
  // Naming the same icon again would draw it anew.
  if (speaker && speaker.getAttribute("href") !== face) speaker.setAttribute("href", face);
  const slider = one<HTMLInputElement>("[data-live=volume]", root);
  if (slider && document.activeElement !== slider) slider.value = String(Math.round(volume * 100));
  const choice = one<HTMLSelectElement>("[data-live=quality]", root);
  if (choice && document.activeElement !== choice) choice.value = quality === "lossless" ? "320" : quality;
  drawState(root, mine, slow);
}

function drawState(root: HTMLElement, mine: boolean, slow: boolean): void {
  const line = one("[data-live=state]", root);
  if (!line) return;
  let text = "";
  if (mine && live.error) text = live.error;
  else if (mine && !live.paused && slow && live.show?.state !== "waiting") text = live.reconnecting ? "Reconnecting…" : "Loading…";
  line.hidden = text === "";
  line.classList.toggle("bad", mine && live.error !== null);
  if (line.textContent !== text) line.textContent = text;
}

/** "12:04 behind", "12:04 of 58:00". */
export function whereabouts(): string {
  const { stretch } = live;
  if (!stretch) return "";
  if (!stretch.live) return `${clock(stretch.at - stretch.start)} / ${clock(stretch.end - stretch.start)}`;
  return live.atEdge ? "" : `−${clock(live.behind)}`;
}
