/** A player in somebody else's page: light until it is pressed, without an account, a cookie or a store. */
import { all, one } from "./lib/dom";
import type { Sound } from "./embed/sound";
import { slide } from "./lib/slider";
import { clock, spoken } from "./lib/time";
import { wavePath } from "./player/wave";

const root = one("[data-embed]");
const isShow = root?.dataset["embed"] === "show";
let coming: Promise<Sound> | null = null;
let sound: Sound | null = null;

/** What sounds, fetched when somebody is about to listen. */
function ready(): Promise<Sound> {
  coming ??= (isShow ? import("./embed/onair") : import("./embed/tracks")).then(
    (module) => {
      sound = module.start();
      sound.addEventListener("change", draw);
      return sound;
    },
    (error: unknown) => {
      coming = null; // The line was away: the next press asks again.
      throw error;
    },
  );
  return coming;
}

function press(id: string | null): void {
  if (root) root.dataset["state"] = sound?.playing ? root.dataset["state"] ?? "" : "waiting";
  ready().then(
    (it) => it.press(id),
    () => say("The player cannot be fetched. Look whether you are online, then press again."),
  );
}

function say(text: string): void {
  const note = one("[data-note]");
  if (note && note.textContent !== text) note.textContent = text;
  if (root && text) root.dataset["state"] = "paused";
}

let note: string | null = null;
let shown = "";

function draw(): void {
  if (!root || !sound) return;
  const { playing, waiting, id, title, time, duration, error } = sound;
  root.dataset["state"] = waiting ? "waiting" : playing ? "playing" : "paused";
  const go = one("[data-go]");
  go?.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${title}`);
  for (const row of all("[data-row]")) {
    const on = row.dataset["row"] === id;
    row.classList.toggle("on", on);
    if (on) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const line = one("[data-line]");
  if (line && sound.line && line.textContent !== sound.line) line.textContent = sound.line;
  note ??= one("[data-note]")?.textContent ?? "";
  const words = error ?? note;
  const place = one("[data-note]");
  if (place && place.textContent !== words) place.textContent = words;
  const seek = one("[data-seek]");
  if (!seek) return;
  if (id !== shown) {
    shown = id;
    for (const path of all<SVGPathElement>("[data-wave]")) path.setAttribute("d", wavePath(sound.waveform));
  }
  position(seek, time, duration);
}

function position(seek: HTMLElement, time: number, duration: number): void {
  const [now, end, done] = [one("[data-now]"), one("[data-end]"), one("[data-done]")];
  if (now) now.textContent = clock(time);
  if (end) end.textContent = clock(Math.round(duration));
  const share = duration > 0 ? Math.min(1, time / duration) : 0;
  if (done) done.style.clipPath = `inset(-10% ${((1 - share) * 100).toFixed(2)}% -10% 0)`;
  seek.setAttribute("aria-valuemax", String(Math.round(duration)));
  seek.setAttribute("aria-valuenow", String(Math.round(time)));
  seek.setAttribute("aria-valuetext", `${spoken(time)} of ${spoken(duration)}`);
}

function begin(): void {
  const play = (node: HTMLElement, id: string | null) => {
    node.setAttribute("role", "button");
    node.addEventListener("click", (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      press(id);
    });
    node.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      if (!event.repeat) node.click();
    });
    for (const name of ["pointerover", "touchstart", "focusin"]) {
      // Reaching for it fetches the code, so that the press finds it there.
      node.addEventListener(name, () => void ready().catch(() => undefined), { passive: true, once: true });
    }
  };
  const go = one("[data-go]");
  if (go) play(go, null);
  for (const row of all("[data-play]")) play(row, row.dataset["play"] ?? null);
  const seek = one("[data-seek]");
  if (!seek) return;
  const range = () => ({ now: sound?.time ?? 0, max: sound?.duration ?? 0 });
  slide(seek, { range, to: (seconds) => sound?.seek(seconds) }, new AbortController().signal);
  const first = (JSON.parse(one("script[data-tracks]")?.textContent ?? "[]") as { durationMs: number; waveform: string }[])[0];
  if (!first) return;
  for (const path of all<SVGPathElement>("[data-wave]")) path.setAttribute("d", wavePath(first.waveform));
  position(seek, 0, first.durationMs / 1000);
}

begin();
