// What came from elsewhere, and waiting for what has not come yet. Nothing here asks again and again: who waits is woken.

export class Events {
  #came = [];
  #waiting = new Set();

  /** @param {string} what for the error when one does not come */
  constructor(what) {
    this.what = what;
  }

  /** Everything so far. */
  get all() {
    return [...this.#came];
  }

  push(event) {
    this.#came.push(event);
    for (const waiting of this.#waiting) waiting(event);
  }

  /**
   * The first one, of those that came and those that will, for which `fits` says yes.
   * @param {(event: any) => boolean} fits @param {string} which for the error @param {number} limit milliseconds
   */
  one(fits, which, limit = 60_000) {
    const found = this.#came.find(fits);
    if (found) return Promise.resolve(found);
    return new Promise((done, failed) => {
      const late = setTimeout(() => {
        this.#waiting.delete(look);
        failed(new Error(`${this.what} did not come in ${limit / 1000} s: ${which}; there came ${JSON.stringify(this.#came, null, 1)}`));
      }, limit);
      const look = (event) => {
        if (!fits(event)) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        done(event);
      };
      this.#waiting.add(look);
    });
  }
}
