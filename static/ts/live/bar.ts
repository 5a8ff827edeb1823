import { el, icon, one } from "../lib/dom";
import { hasFloor } from "../lib/floor";
import { drawControls, listenControls, whereabouts } from "./controls";
import { playingOf } from "./session";
import { live } from "./set";

let bar: HTMLElement | null = null;
let frame = 0;

/** The bar of a show takes the place of the player's while a show has the floor. It is one element that every page gets again. */
export function startBar(slow: () => boolean): void {
  const draw = () => {
    frame = 0;
    drawBar(slow());
  };
  live.addEventListener("change", () => (frame ||= requestAnimationFrame(draw)));
  document.addEventListener("turbo:render", draw);
}

function drawBar(slow: boolean): void {
  const { show } = live;
  if (!show || !hasFloor("show")) {
    bar?.remove();
    return;
  }
  bar ??= make();
  if (!bar.isConnected) {
    const player = one("tw-player");
    if (player) player.before(bar);
    else document.body.append(bar);
  }
  for (const name of [...bar.classList]) if (/^[hk]-\d+$/.test(name)) bar.classList.remove(name);
  bar.classList.add(...show.hue.split(" ").filter((name) => /^[hk]-\d+$/.test(name)));
  const title = one("[data-live=title]", bar);
  if (title && title.textContent !== show.title) title.textContent = show.title;
  title?.setAttribute("href", show.url);
  const playing = playingOf(live.watch?.word ?? null);
  const away = show.state === "waiting" ? "The show will go on in a moment." : "";
  const line = one("[data-live=line]", bar);
  const words = away || playing || show.artist;
  if (line && line.textContent !== words) line.textContent = words;
  const cover = one<HTMLImageElement>("img", bar);
  if (cover) {
    cover.hidden = !show.cover;
    if (show.cover && cover.getAttribute("src") !== show.cover) cover.src = show.cover;
  }
  const where = one("[data-live=where]", bar);
  if (where) where.textContent = whereabouts();
  drawControls(bar, true, slow);
}

function make(): HTMLElement {
  const faces = [icon("play", "ic f when-idle"), icon("pause", "ic f when-playing"), icon("loader-circle", "ic spin when-waiting")];
  const speaker = icon("volume-2");
  speaker.firstElementChild?.setAttribute("data-live", "volume-icon");
  const made = el(
    "section",
    { class: "live-bar hue", id: "live-bar", "aria-label": "Live player" },
    el("span", { class: "lb-cover" }, el("img", { alt: "", width: "52", height: "52", hidden: "" })),
    el(
      "div",
      { class: "lb-text" },
      el("a", { href: "/", "data-live": "title", dir: "auto" }),
      el("p", { "data-live": "line", dir: "auto" }),
      el("p", { "data-live": "state", role: "status", hidden: "" }),
    ),
    el("button", { class: "ib go", type: "button", "data-live-act": "toggle", "aria-label": "Play" }, ...faces),
    el("button", { class: "edge", type: "button", "data-live-act": "edge", hidden: "" }, el("i", { "aria-hidden": "true" }), el("span", { "data-live": "edge" }, "Live")),
    el("span", { class: "num lb-where", "data-live": "where" }),
    el("button", { class: "ib lb-wide", type: "button", "data-live-act": "mute", "aria-pressed": "false", "aria-label": "Mute" }, speaker),
    el("label", { class: "lb-wide" }, el("span", { class: "vh" }, "Volume"), el("input", { type: "range", min: "0", max: "100", step: "1", value: "100", "data-live": "volume" })),
    el("button", { class: "ib", type: "button", "data-live-act": "close", "aria-label": "Stop the show" }, icon("x")),
  );
  listenControls(made, () => live.toggle(), new AbortController().signal);
  return made;
}
