import { eachPage, one, within } from "../lib/dom";
import { hasFloor } from "../lib/floor";
import { singleKeys } from "../small/menu";
import { hasKept, preferences } from "./memory";
import type { Main } from "./main";
import { DEFAULTS, type Quality, type Snapshot } from "./types";

declare global {
  interface Window {
    tonewood?: { player: TestHandle };
  }
}

/** What scripts and tests may use: `window.tonewood.player`. */
interface TestHandle {
  readonly state: Snapshot;
  play(id?: string): Promise<void>;
  pause(): void;
  seek(seconds: number): void;
  setQuality(quality: Quality): void;
}

let loading: Promise<Main> | null = null;
let main: Main | null = null;

/** The player's own code, fetched when somebody is about to use it. */
function player(): Promise<Main> {
  if (!loading) {
    loading = import("./main").then((module) => {
      main = module.startMain();
      return main;
    });
  }
  return loading;
}

const IDLE: Snapshot = {
  ...DEFAULTS,
  trackId: null,
  queue: [],
  index: -1,
  currentTime: 0,
  duration: 0,
  paused: true,
  waiting: false,
  level: 0,
  levels: [],
  rung: null,
  bufferedEnd: 0,
  stalls: 0,
  gaps: [],
  error: null,
  source: null,
  gainDb: 0,
};

/** How far into a groove strip a pointer came down, 0 to 1; 0 for a click by keyboard. */
function fraction(event: MouseEvent, control: HTMLElement): number {
  const strip = control.closest("[data-groove]");
  if (!strip || event.detail === 0) return 0;
  const box = strip.getBoundingClientRect();
  return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
}

/** Play controls are links that work without any of this; here their clicks go to the player. */
export function startLauncher(): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const control = within<HTMLElement>(event, "[data-play]");
    if (control) {
      event.preventDefault();
      const at = fraction(event, control);
      void player().then((it) => it.control(control, at));
    }
    const add = within<HTMLElement>(event, "[data-queue-add]");
    if (add) void player().then((it) => it.add(add.dataset["queueAdd"] ?? ""));
  });
  // Play links act as buttons, so the space bar presses them too.
  document.addEventListener("keydown", (event) => {
    const control = within<HTMLElement>(event, "a[data-play]");
    if (control && event.key === " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (!event.repeat) control.click();
    } else if (event.code === "Space" && !main && event.target === document.body && hasFloor("tracks") && singleKeys()) {
      const first = one("[data-play-any]");
      if (first) {
        event.preventDefault();
        first.click();
      }
    }
  });
  // Reaching for a control fetches the code, so that the click finds it there.
  for (const name of ["pointerover", "touchstart", "focusin"]) {
    document.addEventListener(
      name,
      (event) => {
        if (!loading && within(event, "[data-play], [data-queue-add]")) void player();
      },
      { passive: true },
    );
  }
  eachPage(() => {
    for (const control of document.querySelectorAll("a[data-play]")) control.setAttribute("role", "button");
    for (const strip of document.querySelectorAll<HTMLElement>("[data-groove][data-ms]")) {
      strip.style.flexGrow = strip.dataset["ms"] ?? "1";
    }
    if (!loading && hasKept()) void player();
    // What an account plays elsewhere is offered here; that can wait until the page stands.
    else if (!loading && one('meta[name="account"]')) (window.requestIdleCallback ?? setTimeout)(() => void player());
  });
  window.tonewood = {
    player: {
      get state() {
        return main?.player.state ?? { ...IDLE, ...preferences() };
      },
      play: async (id?: string) => (await player()).play(id),
      pause: () => main?.player.pause(),
      seek: (seconds: number) => main?.player.seek(seconds),
      setQuality: (quality: Quality) => main?.player.setQuality(quality),
    },
  };
}
