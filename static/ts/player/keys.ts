import { one, typing } from "../lib/dom";
import { hasFloor } from "../lib/floor";
import { singleKeys } from "../small/menu";
import type { Player } from "./player";

const VOLUME_STEP = 0.05;

/** Single keys for the player; see the list behind `?`. They stay away from fields, open dialogs and other controls. */
export function startKeys(player: Player): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !player.entry || !hasFloor("tracks")) return;
    if (typing(event.target) || one("dialog[open]") || !singleKeys()) return;
    const target = event.target instanceof Element ? event.target : document.body;
    // Space presses the control it is on; arrows belong to what has a use for them.
    if (event.key === " " && target.closest("button, a[href], summary, input, label, [data-grip]")) return;
    if (event.key.startsWith("Arrow") && target.closest("[role=slider], input, summary, [data-grip]")) return;
    if (run(player, event, target)) event.preventDefault();
  });
}

function run(player: Player, event: KeyboardEvent, target: Element): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  switch (key) {
    case " ":
    case "k":
      if (!event.repeat) player.toggle();
      return true;
    case "j":
      player.seekBy(-10);
      return true;
    case "l":
      player.seekBy(10);
      return true;
    case "ArrowLeft":
      player.seekBy(-5);
      return true;
    case "ArrowRight":
      player.seekBy(5);
      return true;
    case "ArrowUp":
    case "ArrowDown":
      // Elsewhere these scroll the page.
      if (!event.shiftKey && !target.closest("tw-player, tw-groove")) return false;
      player.setVolume(player.preferences.volume + (key === "ArrowUp" ? VOLUME_STEP : -VOLUME_STEP));
      return true;
    case "n":
      player.next();
      return true;
    case "p":
      player.previous();
      return true;
    case "m":
      player.toggleMute();
      return true;
    case "s":
      player.setShuffle(!player.queue.shuffled);
      return true;
    case "r":
      player.cycleRepeat();
      return true;
    default:
      return false;
  }
}
