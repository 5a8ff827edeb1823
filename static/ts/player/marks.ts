import { all, eachPage, el, one } from "../lib/dom";
import { slide } from "../lib/slider";
import { spoken } from "../lib/time";
import { tracksOf } from "./pagetracks";
import type { Player } from "./player";

/** Shows on the page what the player does: its rows, play controls and groove. */
export function startMarks(player: Player): void {
  let key = "";
  const draw = () => {
    const now = stateKey(player);
    if (now !== key) {
      key = now;
      mark(player);
    }
    fill(player);
  };
  player.addEventListener("change", draw);
  player.addEventListener("track", draw);
  const anew = () => {
    key = stateKey(player);
    mark(player);
    fill(player);
  };
  eachPage(anew);
  document.addEventListener("turbo:render", anew);
  document.addEventListener("turbo:before-stream-render", () => requestAnimationFrame(anew));
  anew();
}

function stateKey(player: Player): string {
  return `${player.entry?.key ?? 0} ${player.paused} ${player.waiting}`;
}

function mark(player: Player): void {
  const id = player.entry?.track.id ?? null;
  const state = player.paused ? "paused" : "playing";
  for (const row of all("[data-row]")) {
    const on = row.dataset["row"] === id;
    row.classList.toggle("on", on);
    stateOn(row, on ? state : null);
  }
  const here = id !== null && tracksOf().some((track) => track.id === id);
  for (const control of all("[data-play]")) {
    const on = control.hasAttribute("data-play-any") ? here : control.dataset["play"] === id;
    stateOn(control, on ? state : null);
    relabel(control, on && state === "playing");
  }
  for (const strip of all("[data-groove]")) scrub(strip, strip.dataset["groove"] === id, player);
}

function stateOn(node: HTMLElement, state: string | null): void {
  if (state === null) delete node.dataset["state"];
  else node.dataset["state"] = state;
}

/** "Play 3, Salt Hands" and "Pause 3, Salt Hands": the name follows the face. */
function relabel(control: HTMLElement, playing: boolean): void {
  const text = one("[data-play-label]", control);
  if (text) text.textContent = playing ? "Pause" : (text.dataset["playLabel"] || "Play");
  const label = control.getAttribute("aria-label");
  if (label) control.setAttribute("aria-label", label.replace(/^(?:Play|Pause)\b/, playing ? "Pause" : "Play"));
}

const scrubs = new WeakMap<HTMLElement, AbortController>();

/** The strip that plays becomes a slider, laid over its link. */
function scrub(strip: HTMLElement, on: boolean, player: Player): void {
  strip.classList.toggle("on", on);
  const old = one(".scrub", strip);
  if (!on) {
    scrubs.get(strip)?.abort();
    scrubs.delete(strip);
    old?.remove();
    return;
  }
  if (old && scrubs.has(strip)) return;
  old?.remove(); // One that a cached page brought along has no ears.
  const node = el("span", { class: "scrub", role: "slider", tabindex: "0", "aria-valuemin": "0" });
  node.setAttribute("aria-label", `Position in ${player.entry?.track.title ?? "this track"}`);
  const ears = new AbortController();
  scrubs.set(strip, ears);
  slide(node, { range: () => ({ now: player.time, max: player.duration }), to: (seconds, done) => {
    player.seek(seconds);
    if (done && player.paused) player.resume();
  } }, ears.signal);
  strip.append(node);
}

/** How far each strip is played: all of those before the current one, a part of that one. */
function fill(player: Player): void {
  const strips = all("[data-groove]");
  const current = strips.findIndex((strip) => strip.classList.contains("on"));
  strips.forEach((strip, at) => {
    const share = current < 0 ? 0 : at < current ? 1 : at > current ? 0 : player.duration > 0 ? player.time / player.duration : 0;
    const box = one(".wave-box", strip);
    if (!box) return;
    let on = one(".wave-on", box);
    if (!on) {
      const wave = one<SVGElement>(".wave", box);
      if (!wave || share === 0) return;
      on = el("span", { class: "wave-on" }, wave.cloneNode(true));
      box.append(on);
    }
    on.style.clipPath = `inset(-5% ${((1 - share) * 100).toFixed(2)}% -5% 0)`;
  });
  const slider = one("[data-groove].on .scrub");
  if (slider) {
    slider.setAttribute("aria-valuemax", String(Math.round(player.duration)));
    slider.setAttribute("aria-valuenow", String(Math.round(player.time)));
    slider.setAttribute("aria-valuetext", `${spoken(player.time)} of ${spoken(player.duration)}`);
  }
}
