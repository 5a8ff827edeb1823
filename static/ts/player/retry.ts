const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15000, 30000];

const SETTLED_MS = 2000;

/** Tries something again, a little later each time, until it is reset or gives up. */
export class Retry {
  #tries = 0;
  #timer = 0;
  #firedAt = 0;

  /** Whether a try is outstanding. */
  get trying(): boolean {
    return this.#tries > 0;
  }

  /** Plans `run`; false when it was tried often enough (about a minute). */
  later(run: () => void): boolean {
    const wait = WAITS_MS[this.#tries];
    this.pause();
    if (wait === undefined) {
      this.#tries = 0;
      return false;
    }
    this.#tries += 1;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#firedAt = performance.now();
      run();
    }, wait);
    return true;
  }

  /** Keeps the count, drops the planned try. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** To be called while all goes well: a try that has held for a while closes the matter. */
  settle(): void {
    if (this.#tries > 0 && this.#timer === 0 && performance.now() - this.#firedAt > SETTLED_MS) this.#tries = 0;
  }

  reset(): void {
    this.pause();
    this.#tries = 0;
  }
}
