import { all, one } from "../lib/dom";
import { hasFloor } from "../lib/floor";
import { slide } from "../lib/slider";
import { clock, spoken } from "../lib/time";
import { Turbo } from "../turbo";
import { startBar } from "./bar";
import { drawControls, listenControls, whereabouts } from "./controls";
import { engines } from "./engines";
import { startKeys } from "./keys";
import { Lasting } from "./lasting";
import { startSession } from "./session";
import { live } from "./set";
import type { Show } from "./types";
import { Watch } from "./watch";

/** Loading shorter than this is not worth a word. */
const PATIENCE_MS = 500;

let waitsSince = 0;
const slow = () => waitsSince > 0 && performance.now() - waitsSince > PATIENCE_MS;

live.addEventListener("change", () => {
  const waits = !live.paused && (live.waiting || live.reconnecting);
  if (!waits) waitsSince = 0;
  else if (waitsSince === 0) {
    waitsSince = performance.now();
    setTimeout(() => live.changed(), PATIENCE_MS + 20);
  }
});

/** The page of a show: its player, what plays, and word from the server while it runs. */
class LivePage extends Lasting {
  #show: Show | null = null;
  #watch: Watch | null = null;
  #frame = 0;
  /** What stands there of what plays, as the server sent it. */
  #html = "";
  /** Where the slider's thumb is held, in seconds. */
  #held: number | null = null;

  protected begin(signal: AbortSignal): void {
    const facts = one("script[data-show]", this)?.textContent;
    if (!facts) return;
    const show = (this.#show = JSON.parse(facts) as Show);
    if (this.#mine) Object.assign(live.show ?? {}, { state: show.state, hls: show.hls });
    const watch = (this.#watch = (this.#mine && live.watch) || new Watch(show, this.dataset["starts"] ?? "", () => this.#mine && !live.paused));
    watch.hold();
    watch.addEventListener("word", () => this.#heard(watch), { signal });
    live.addEventListener("change", () => (this.#frame ||= requestAnimationFrame(() => this.#draw())), { signal });
    listenControls(this, () => this.#press(), signal);
    this.addEventListener("click", (event) => this.#mark(event), { signal });
    this.#prepare(show, signal);
    const seek = one("[data-live=seek]", this);
    if (seek) this.#slide(seek, signal);
    this.#draw();
  }

  protected end(): void {
    this.#watch?.release();
    this.#watch = null;
  }

  /** Whether what sounds is the show of this page. */
  get #mine(): boolean {
    return hasFloor("show") && this.#show !== null && live.show?.slug === this.#show.slug;
  }

  /** Reaching for the button fetches what it needs, so that the click finds it there. */
  #prepare(show: Show, signal: AbortSignal): void {
    if (!show.hls) return;
    const later = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200));
    later(() => void engines().catch(() => null));
    for (const go of all('[data-live-act="toggle"]', this)) {
      for (const name of ["pointerover", "touchstart", "focusin"]) {
        go.addEventListener(name, () => live.prepare(show), { signal, passive: true });
      }
    }
  }

  #press(at: number | null = null): void {
    const show = this.#show;
    if (!show) return;
    if (this.#mine && at === null) return live.toggle();
    live.play(show, at);
    if (this.#watch) live.follow(this.#watch);
  }

  /** A line of the track list leads to its moment. */
  #mark(event: Event): void {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
    if (line) this.#press(Number(line.dataset["at"]) / 1000);
  }

  #slide(seek: HTMLElement, signal: AbortSignal): void {
    const range = () => {
      const stretch = this.#mine ? live.stretch : null;
      return stretch ? { now: stretch.at - stretch.start, max: stretch.end - stretch.start } : { now: 0, max: 0 };
    };
    const to = (seconds: number, done: boolean) => {
      const stretch = this.#mine ? live.stretch : null;
      if (!stretch) return;
      // A jump costs a request: while the thumb is held nothing but the picture moves.
      this.#held = done ? null : seconds;
      if (done) live.seek(stretch.start + seconds);
      this.#draw();
    };
    slide(seek, { range, to }, signal);
  }

  #heard(watch: Watch): void {
    const { word } = watch;
    const show = this.#show;
    if (!word || !show) return;
    const before = phase(show.state);
    show.state = word.state;
    if (word.hls) show.hls = word.hls;
    this.dataset["state"] = word.state;
    const away = one("[data-live=away]", this);
    if (away) away.hidden = word.state !== "waiting";
    if (phase(word.state) !== before) return Turbo.visit(location.href, { action: "replace" });
    const now = one("[data-live=now]", this);
    if (now && this.#html !== word.html) {
      const at = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["at"] : undefined;
      now.innerHTML = word.html;
      this.#html = word.html;
      if (at !== undefined) one(`[data-at="${at}"]`, now)?.focus();
    }
    this.#draw();
  }

  #draw(): void {
    this.#frame = 0;
    const mine = this.#mine;
    drawControls(this, mine, slow());
    const date = mine ? live.playingDate : null;
    if (date) this.dataset["playingDate"] = date.toISOString();
    else delete this.dataset["playingDate"];
    if (mine && live.level > 0) this.dataset["level"] = String(live.level);
    this.#position(mine);
    this.#tracks(mine);
  }

  #position(mine: boolean): void {
    const stretch = mine ? live.stretch : null;
    const box = one("[data-live=position]", this);
    if (box) box.hidden = !stretch || stretch.end - stretch.start < 1;
    if (!stretch) return;
    const length = Math.max(0.1, stretch.end - stretch.start);
    const at = this.#held ?? Math.min(length, Math.max(0, stretch.at - stretch.start));
    const fill = one<SVGElement>("[data-live=fill]", this);
    fill?.setAttribute("width", (100 * at / length).toFixed(2));
    const where = one("[data-live=where]", this);
    if (where) where.textContent = this.#held !== null && stretch.live ? `−${clock(length - at)}` : whereabouts();
    const seek = one("[data-live=seek]", this);
    seek?.setAttribute("aria-valuemax", String(Math.round(length)));
    seek?.setAttribute("aria-valuenow", String(Math.round(at)));
    seek?.setAttribute("aria-valuetext", stretch.live ? (length - at < 3 ? "Live" : `${spoken(length - at)} behind`) : `${spoken(at)} of ${spoken(length)}`);
  }

  /** Of the track list, the line that sounds. */
  #tracks(mine: boolean): void {
    const lines = all("[data-at]", this);
    const now = mine && live.stretch ? live.time : -1;
    let [current, latest] = [-1, -1];
    lines.forEach((line, index) => {
      const at = Number(line.dataset["at"]) / 1000;
      if (at <= now + 0.3 && at > latest) [current, latest] = [index, at];
    });
    lines.forEach((line, index) => {
      if (index === current) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
  }
}

/** States between which a page is made anew; a source that is away for a moment changes a line only. */
function phase(state: string): string {
  return state === "waiting" ? "on_air" : state;
}

startBar(slow);
startSession();
startKeys();
customElements.define("tw-live", LivePage);
