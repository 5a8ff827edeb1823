import { one, typing } from "../lib/dom";
import { hasFloor } from "../lib/floor";
import { singleKeys } from "../small/menu";
import { live } from "./set";

const VOLUME_STEP = 0.05;

/** The player's single keys, while a show has the floor. */
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !live.show || !hasFloor("show")) return;
    if (typing(event.target) || one("dialog[open]") || !singleKeys()) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.key === " " && target.closest("button, a[href], summary, input, label")) return;
    if (event.key.startsWith("Arrow") && target.closest("[role=slider], input, select, summary")) return;
    if (run(event)) event.preventDefault();
  });
}

function run(event: KeyboardEvent): boolean {
  switch (event.key.length === 1 ? event.key.toLowerCase() : event.key) {
    case " ":
    case "k":
      if (!event.repeat) live.toggle();
      return true;
    case "j":
      live.seekBy(-10);
      return true;
    case "l":
      live.seekBy(10);
      return true;
    case "ArrowLeft":
      live.seekBy(-5);
      return true;
    case "ArrowRight":
      live.seekBy(5);
      return true;
    case "ArrowUp":
    case "ArrowDown":
      if (!event.shiftKey) return false;
      live.setVolume(live.preferences.volume + (event.key === "ArrowUp" ? VOLUME_STEP : -VOLUME_STEP));
      return true;
    case "m":
      live.toggleMute();
      return true;
    default:
      return false;
  }
}
