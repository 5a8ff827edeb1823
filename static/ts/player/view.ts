import { all, iconHref, one } from "../lib/dom";
import { slide } from "../lib/slider";
import { clock, spoken } from "../lib/time";
import { share } from "../small/copy";
import { showKeys } from "../small/menu";
import type { Extras } from "./extras";
import { openPanel, openSheet } from "./panels";
import type { Player } from "./player";
import { drawQueue, listenQueue } from "./queueview";
import { drawSound } from "./soundview";
import type { Quality } from "./types";
import { wavePath } from "./wave";

/** Waiting shorter than this is not worth a word. */
const PATIENCE_MS = 500;

let shared: Player | null = null;
let more: Extras | null = null;

/** Defines `<tw-player>`, which stands in every page already. */
export function startView(player: Player, extras: Extras): void {
  shared = player;
  more = extras;
  customElements.define("tw-player", PlayerBar);
}

/** Draws the player. Turbo takes it out and puts it back on every visit, so its listeners live as long as a visit. */
class PlayerBar extends HTMLElement {
  #ears = new AbortController();
  #drawn = -1;
  #waits = 0;
  #announced = -1;
  #frame = 0;

  connectedCallback(): void {
    const player = shared;
    if (!player) return;
    this.#ears = new AbortController();
    const { signal } = this.#ears;
    this.addEventListener("click", (event) => this.#click(player, event), { signal });
    this.addEventListener("input", (event) => this.#input(player, event), { signal });
    this.addEventListener("keydown", (event) => this.#escape(event), { signal });
    const seek = this.#part("seek");
    if (seek) slide(seek, { range: () => ({ now: player.time, max: player.duration }), to: (seconds) => player.seek(seconds) }, signal);
    const queue = one("#pl-queue", this);
    if (queue) listenQueue(player, queue, signal);
    more?.attach(this, signal);
    player.addEventListener("change", () => this.#soon(player), { signal });
    player.addEventListener("track", () => this.#draw(player), { signal });
    player.addEventListener("queue", () => this.#queue(player), { signal });
    // Following a link out of the unfolded player shows the page behind it.
    document.addEventListener("turbo:before-visit", () => openSheet(this, false), { signal });
    this.#drawn = -1;
    this.#draw(player);
    this.#queue(player);
  }

  disconnectedCallback(): void {
    this.#ears.abort();
  }

  #part<T extends Element = HTMLElement>(name: string): T | null {
    return one<T>(`[data-pl="${name}"]`, this);
  }

  #text(name: string, text: string): void {
    const node = this.#part(name);
    if (node && node.textContent !== text) node.textContent = text;
  }

  #click(player: Player, event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    switch (button?.dataset["act"]) {
      case "toggle":
        return player.toggle();
      case "next":
        return player.next();
      case "previous":
        return player.previous();
      case "shuffle":
        return player.setShuffle(!player.queue.shuffled);
      case "repeat":
        return player.cycleRepeat();
      case "mute":
        return player.toggleMute();
      case "clear":
        player.clear();
        if (player.entry) one("#pl-queue", this)?.focus();
        return;
      case "share":
        return void this.#share(player);
      case "queue":
        return openPanel(this, "queue");
      case "settings":
        return openPanel(this, "settings");
      case "queue-close":
      case "settings-close":
        return openPanel(this, null);
      case "sheet":
        return openSheet(this, !this.hasAttribute("data-sheet"));
      case "help":
        return showKeys();
    }
  }

  async #share(player: Player): Promise<void> {
    const track = player.entry?.track;
    if (!track) return;
    const url = new URL(track.url, location.href);
    const at = Math.floor(player.time);
    if (at > 0) url.searchParams.set("t", String(at));
    await share(url.href, `${track.title}, ${track.artist}`);
  }

  #input(player: Player, event: Event): void {
    const field = event.target;
    if (!(field instanceof HTMLInputElement)) return;
    if (field.dataset["pl"] === "volume") player.setVolume(Number(field.value) / 100);
    else if (field.dataset["pl"] === "normalise") player.setNormalise(field.checked);
    else if (field.name === "pl-quality") player.setQuality(field.value as Quality);
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (one(".pl-panel:not([hidden])", this)) openPanel(this, null);
    else if (this.hasAttribute("data-sheet")) openSheet(this, false);
  }

  /** Changes come in bursts: one drawing per frame, and none in a hidden tab but for the sound's own needs. */
  #soon(player: Player): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw(player);
    });
  }

  #queue(player: Player): void {
    const panel = one("#pl-queue", this);
    if (panel) drawQueue(player, panel);
    this.#draw(player);
  }

  #draw(player: Player): void {
    const entry = player.entry;
    this.hidden = entry === null;
    if (!entry) {
      openPanel(this, null, false);
      openSheet(this, false);
      this.#drawn = -1;
      return;
    }
    if (entry.key !== this.#drawn) {
      this.#drawn = entry.key;
      this.#track(player);
    }
    this.#position(player);
    this.#buttons(player);
    this.#waiting(player);
    if (!player.paused && !player.waiting && this.#announced !== entry.key) {
      this.#announced = entry.key;
      this.#text("live", `Now playing: ${entry.track.title}, ${entry.track.artist}`);
    }
  }

  #track(player: Player): void {
    const track = player.entry?.track;
    if (!track) return;
    this.#text("title", track.title);
    this.#text("artist", track.artist);
    this.#part("title")?.setAttribute("href", track.url);
    this.#part("artist")?.setAttribute("href", track.artistUrl ?? track.url);
    const cover = this.#part("cover");
    cover?.setAttribute("href", track.releaseUrl ?? track.url);
    const image = cover ? one<HTMLImageElement>("img", cover) : null;
    if (image) {
      image.hidden = !(track.coverLarge || track.cover);
      if (!image.hidden) {
        image.src = track.cover ?? track.coverLarge ?? "";
        if (track.cover && track.coverLarge) {
          image.srcset = `${track.cover} 160w, ${track.coverLarge} 640w`;
          image.sizes = this.hasAttribute("data-sheet") ? "90vw" : "52px";
        } else image.removeAttribute("srcset");
      }
    }
    for (const name of [...this.classList]) if (/^[hk]-\d+$/.test(name)) this.classList.remove(name);
    for (const name of (track.hue ?? "").split(" ")) if (/^[hk]-\d+$/.test(name)) this.classList.add(name);
    const path = wavePath(track.waveform);
    for (const node of all<SVGPathElement>("[data-pl=wave]", this)) node.setAttribute("d", path);
  }

  #position(player: Player): void {
    const { time, duration } = player;
    this.#text("now", clock(time));
    this.#text("end", clock(Math.round(duration))); // Rounded as in the lists of tracks.
    const share = duration > 0 ? Math.min(1, time / duration) : 0;
    const on = this.#part("on");
    if (on) on.style.clipPath = `inset(-10% ${((1 - share) * 100).toFixed(2)}% -10% 0)`;
    const seek = this.#part("seek");
    seek?.setAttribute("aria-valuemax", String(Math.round(duration)));
    seek?.setAttribute("aria-valuenow", String(Math.round(time)));
    seek?.setAttribute("aria-valuetext", `${spoken(time)} of ${spoken(duration)}`);
  }

  #buttons(player: Player): void {
    const { volume, muted } = player.preferences;
    const button = (act: string) => one(`[data-act="${act}"]`, this);
    const go = button("toggle");
    if (go) {
      go.dataset["state"] = player.waiting && this.#waits < 0 ? "waiting" : player.paused ? "paused" : "playing";
      go.setAttribute("aria-label", player.paused ? "Play" : "Pause");
    }
    button("shuffle")?.setAttribute("aria-pressed", String(player.queue.shuffled));
    const repeat = button("repeat");
    repeat?.setAttribute("aria-pressed", String(player.queue.repeat !== "off"));
    repeat?.setAttribute("aria-label", `Repeat: ${player.queue.repeat === "one" ? "this track" : player.queue.repeat}`);
    this.#part("repeat-icon")?.setAttribute("href", iconHref(player.queue.repeat === "one" ? "repeat-1" : "repeat"));
    button("mute")?.setAttribute("aria-pressed", String(muted));
    this.#part("volume-icon")?.setAttribute("href", iconHref(muted || volume === 0 ? "volume-x" : volume < 0.5 ? "volume-1" : "volume-2"));
    drawSound(player, this);
  }

  /** `#waits`: 0 nothing, above it a timer, below it the word stands. */
  #waiting(player: Player): void {
    const line = this.#part("state");
    if (!line) return;
    if (player.error) {
      line.hidden = false;
      line.classList.add("bad");
      line.textContent = player.error;
      return;
    }
    line.classList.remove("bad");
    if (!player.waiting) {
      if (this.#waits > 0) clearTimeout(this.#waits);
      this.#waits = 0;
      line.hidden = true;
    } else if (this.#waits === 0) {
      this.#waits = window.setTimeout(() => {
        this.#waits = -1;
        this.#draw(player);
      }, PATIENCE_MS);
    } else if (this.#waits < 0) {
      line.hidden = false;
      line.textContent = player.reconnecting ? "Reconnecting…" : "Loading…";
    }
  }
}
