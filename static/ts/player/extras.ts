import { all, el, one } from "../lib/dom";
import { LyricsPanel } from "./lyrics";
import { openPanel } from "./panels";
import type { Player } from "./player";
import type { Remote } from "./remote";
import { type Sleep, Sleeper } from "./sleep";

/** What the bar offers besides playing: words, the sleep timer, and what plays on another device. */
export class Extras {
  readonly #player: Player;
  readonly #remote: Remote;
  readonly #sleeper: Sleeper;

  constructor(player: Player, remote: Remote) {
    this.#player = player;
    this.#remote = remote;
    this.#sleeper = new Sleeper(player);
    const styles = one("tw-player")?.dataset["styles"];
    // Only who listens needs them.
    if (styles) document.head.append(el("link", { rel: "stylesheet", href: styles }));
  }

  /** Draws and listens in a bar until `signal` ends it. */
  attach(bar: HTMLElement, signal: AbortSignal): void {
    const panel = one("#pl-lyrics", bar);
    const lyrics = panel ? new LyricsPanel(this.#player, panel, signal) : null;
    bar.addEventListener("click", (event) => this.#click(bar, event, lyrics), { signal });
    bar.addEventListener("input", (event) => this.#chosen(event), { signal });
    const draw = () => {
      this.#buttons(bar);
      lyrics?.draw();
    };
    const sleep = () => this.#sleep(bar);
    const elsewhere = () => this.#elsewhere(bar);
    for (const name of ["change", "track"] as const) this.#player.addEventListener(name, draw, { signal });
    this.#sleeper.addEventListener("change", sleep, { signal });
    this.#remote.addEventListener("change", elsewhere, { signal });
    draw();
    sleep();
    elsewhere();
  }

  #click(bar: HTMLElement, event: Event, lyrics: LyricsPanel | null): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-act]") : null;
    switch (button?.dataset["act"]) {
      case "lyrics":
        openPanel(bar, "lyrics");
        return lyrics?.draw();
      case "sleep":
        return openPanel(bar, "sleep");
      case "lyrics-close":
      case "sleep-close":
        return openPanel(bar, null);
      case "take":
        this.#remote.take();
        one('[data-act="toggle"]', bar)?.focus();
    }
  }

  #chosen(event: Event): void {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.name === "pl-sleep") this.#sleeper.choose(field.value as Sleep);
  }

  #buttons(bar: HTMLElement): void {
    const button = one('[data-act="lyrics"]', bar);
    if (!button) return;
    const none = !this.#player.entry?.track.lyrics;
    // An open panel stays: the next track may have words again.
    button.hidden = none && one("#pl-lyrics", bar)?.hidden !== false;
  }

  #sleep(bar: HTMLElement): void {
    const { chosen, left } = this.#sleeper;
    for (const radio of all<HTMLInputElement>("[name=pl-sleep]", bar)) radio.checked = radio.value === chosen;
    const button = one('[data-act="sleep"]', bar);
    const minutes = Math.ceil((left ?? 0) / 60);
    const words = left === null ? "" : chosen === "track" ? "Stops with this track" : left > 60 ? `Stops in ${minutes} minutes` : "Stops within a minute";
    button?.setAttribute("aria-label", words ? `Sleep timer: ${words.toLowerCase()}` : "Sleep timer");
    button?.classList.toggle("on", words !== "");
    const line = one("[data-pl=sleep-left]", bar);
    if (line && line.textContent !== words) line.textContent = words;
  }

  #elsewhere(bar: HTMLElement): void {
    const line = one("[data-pl=elsewhere]", bar);
    const name = one("[data-pl=device]", bar);
    if (!line || !name) return;
    const { elsewhere } = this.#remote;
    if (elsewhere !== null) name.textContent = elsewhere || "another player";
    line.hidden = elsewhere === null;
  }
}
