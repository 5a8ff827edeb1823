/** A track's segments as heard: segment k sounds from `from(k)` to `to(k)`, in frames of the track. */
export class Cuts {
  readonly #borders = [0];

  /** @param runs lengths in frames and how many segments in a row have each */
  constructor(runs: readonly (readonly [number, number])[]) {
    let end = 0;
    for (const [length, times] of runs) {
      for (let at = 0; at < times; at += 1) {
        end += length;
        this.#borders.push(end);
      }
    }
  }

  /** How many segments there are. */
  get count(): number {
    return this.#borders.length - 1;
  }

  from(segment: number): number {
    return this.#borders[segment] ?? 0;
  }

  to(segment: number): number {
    return this.#borders[segment + 1] ?? this.#borders.at(-1) ?? 0;
  }

  /** The segment that holds a frame; the first or last one for frames outside. */
  at(frame: number): number {
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.from(middle) <= frame) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }
}
