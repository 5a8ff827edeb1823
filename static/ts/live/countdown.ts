import { el } from "../lib/dom";

const UNITS: [number, string][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** Counts down to `data-until`, in figures below the date that stands there anyway. */
class Countdown extends HTMLElement {
  #timer = 0;
  #figures: HTMLElement | null = null;

  connectedCallback(): void {
    this.#figures?.remove();
    this.#figures = el("p", { class: "cd", role: "timer" });
    this.append(this.#figures);
    this.#draw();
    this.#timer = window.setInterval(() => this.#draw(), 1000);
  }

  disconnectedCallback(): void {
    clearInterval(this.#timer);
    this.#figures?.remove();
    this.#figures = null;
  }

  #draw(): void {
    const box = this.#figures;
    if (!box) return;
    let left = Math.ceil((Date.parse(this.dataset["until"] ?? "") - Date.now()) / 1000);
    if (Number.isNaN(left)) return;
    // A page that was brought up to date in place has thrown the figures out.
    if (!box.isConnected) this.append(box);
    if (left <= 0) {
      if (box.textContent !== "Any moment now.") box.textContent = "Any moment now.";
      return;
    }
    const parts: HTMLElement[] = [];
    for (const [size, word] of UNITS) {
      const count = Math.floor(left / size);
      left -= count * size;
      if (count === 0 && parts.length === 0 && size > 1) continue;
      parts.push(el("span", {}, el("b", {}, String(count).padStart(parts.length > 0 ? 2 : 1, "0")), ` ${word}${count === 1 ? "" : "s"}`));
    }
    box.replaceChildren(...parts.flatMap((part, at) => (at > 0 ? [" ", part] : [part])));
  }
}

customElements.define("tw-countdown", Countdown);
