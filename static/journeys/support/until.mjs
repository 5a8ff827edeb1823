import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks again and again until `condition` gives something, and gives that.
 * @template T @param {() => T | Promise<T>} condition @param {string} what for the error @param {number} limit milliseconds
 * @param {number} every milliseconds between two questions
 */
export async function until(condition, what, limit = 30_000, every = 50) {
  const end = performance.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${limit / 1000} s in vain: ${what}`);
    await pause(every);
  }
}
