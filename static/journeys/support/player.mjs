// What the tests ask of the player on a page: its own account of itself, and what the audio elements really do.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

/** To be run before any page's own scripts: takes note of every audio element, pauses, jumps and visits. */
function spy() {
  const seen = { elements: [], pauses: 0, backwards: [], renders: 0, loads: 0 };
  window.journey = seen;
  addEventListener("turbo:render", () => (seen.renders += 1));
  addEventListener("turbo:load", () => (seen.loads += 1));
  const known = new WeakSet();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!known.has(this)) {
      known.add(this);
      seen.elements.push(this);
      // An element that ends says "pause" too.
      this.addEventListener("pause", () => (seen.pauses += this.ended ? 0 : 1));
    }
    return play.call(this);
  };
  let last = null;
  setInterval(() => {
    const state = window.tonewood?.player.state;
    if (!state?.trackId) return;
    if (last && last.trackId === state.trackId && state.currentTime < last.currentTime - 0.05) seen.backwards.push([last.currentTime, state.currentTime]);
    last = state;
  }, 40);
}

export class Listener {
  constructor(page) {
    this.page = page;
  }

  /** A new page of a person, watched from its first moment. */
  static async of(person) {
    const page = await person.page();
    await page.addInitScript(spy);
    return new Listener(page);
  }

  state() {
    return this.page.evaluate(() => window.tonewood.player.state);
  }

  /** Waits for a state of the player and gives it. */
  when(condition, what, limit = 30_000) {
    let last = null;
    return until(async () => {
      last = await this.state();
      return condition(last) ? last : null;
    }, what, limit).catch((error) => {
      throw new Error(`${error.message}; the player says ${JSON.stringify(last)}`);
    });
  }

  /** Waits until the track sounds: time goes by, it is neither muted nor silent, and samples are being decoded. */
  async sounds(trackId) {
    const is = (state) => !state.paused && !state.waiting && (trackId === undefined || state.trackId === trackId);
    const first = await this.when((state) => is(state) && state.currentTime > 0, `${trackId ?? "a track"} plays`);
    const second = await this.when((state) => is(state) && state.trackId === first.trackId && state.currentTime > first.currentTime + 0.25, "time goes by");
    assert.equal(second.error, null);
    const heard = await this.page.evaluate(() =>
      window.journey.elements.filter((it) => !it.paused && !it.muted && it.volume > 0 && it.webkitAudioDecodedByteCount > 0).length,
    );
    assert.ok(heard >= 1, "an audio element plays, is not muted and decodes");
    return second;
  }

  /** What the spy saw so far. */
  seen() {
    return this.page.evaluate(() => ({ pauses: window.journey.pauses, backwards: window.journey.backwards, renders: window.journey.renders }));
  }

  /** Does something that leads to another page, and waits until Turbo has shown it. `what` is for the error. */
  async visit(action, what = "a visit") {
    const before = await this.page.evaluate(() => window.journey.renders);
    await action(this.page);
    await until(() => this.page.evaluate((count) => window.journey?.renders > count, before), `${what}, from ${this.page.url()}`);
  }
}
