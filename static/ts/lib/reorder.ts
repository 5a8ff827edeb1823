import { announce } from "./dom";

/** A list whose items are moved by dragging a grip, by keys on the grip, and by up and down buttons. */
export interface Reorder {
  list: HTMLElement;
  /** The items in document order. */
  items(): HTMLElement[];
  /** What an item is called when its moves are read out. */
  name(item: HTMLElement): string;
  /** An item has gone from one place to another; the document shows it already. */
  moved(from: number, to: number): void;
}

const SCROLL_ZONE = 60;

/** Listens on the list until `signal` ends it. Grips are `[data-grip]`, buttons `[data-move=up|down]`. */
export function reorder(it: Reorder, signal: AbortSignal): void {
  new Mover(it, signal);
}

class Mover {
  #it: Reorder;
  /** The item in hand and the place it came from. */
  #held: HTMLElement | null = null;
  #from = 0;

  constructor(it: Reorder, signal: AbortSignal) {
    this.#it = it;
    const options = { signal };
    it.list.addEventListener("click", (event) => this.#click(event), options);
    it.list.addEventListener("keydown", (event) => this.#key(event), options);
    it.list.addEventListener("pointerdown", (event) => this.#down(event, signal), options);
    it.list.addEventListener("focusout", (event) => this.#left(event), options);
  }

  #itemOf(event: Event, part: string): HTMLElement | null {
    const control = event.target instanceof Element ? event.target.closest(part) : null;
    return control ? (this.#it.items().find((item) => item.contains(control)) ?? null) : null;
  }

  #place(item: HTMLElement, to: number): void {
    const items = this.#it.items();
    const others = items.filter((other) => other !== item);
    const next = others[to] ?? null;
    if (next) next.before(item);
    else others.at(-1)?.after(item);
  }

  #click(event: Event): void {
    const item = this.#itemOf(event, "[data-move]");
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move]") : null;
    if (!item || !button) return;
    const from = this.#it.items().indexOf(item);
    const to = from + (button.dataset["move"] === "up" ? -1 : 1);
    if (to < 0 || to >= this.#it.items().length) {
      announce(`${this.#it.name(item)} is already ${to < 0 ? "first" : "last"}.`);
      return;
    }
    this.#place(item, to);
    button.focus();
    this.#say(item);
    this.#it.moved(from, to);
  }

  #say(item: HTMLElement): void {
    const items = this.#it.items();
    announce(`${this.#it.name(item)}, position ${items.indexOf(item) + 1} of ${items.length}.`);
  }

  #key(event: KeyboardEvent): void {
    const item = this.#itemOf(event, "[data-grip]");
    if (!item) return;
    const grip = event.target as HTMLElement;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (this.#held) this.#drop();
      else this.#take(item, true);
      return;
    }
    if (this.#held !== item) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.#place(item, this.#from);
      grip.focus();
      this.#drop("Cancelled. ");
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const to = this.#it.items().indexOf(item) + (event.key === "ArrowUp" ? -1 : 1);
      if (to < 0 || to >= this.#it.items().length) return;
      this.#placing = true;
      this.#place(item, to);
      grip.focus();
      this.#placing = false;
      this.#say(item);
    }
  }

  /** Moving a node in the document takes its focus for a moment: that is no leaving. */
  #placing = false;

  #left(event: FocusEvent): void {
    if (!this.#placing && this.#held && event.relatedTarget instanceof Node && !this.#held.contains(event.relatedTarget)) this.#drop();
  }

  #take(item: HTMLElement, aloud: boolean): void {
    this.#held = item;
    this.#from = this.#it.items().indexOf(item);
    item.classList.add("held");
    if (aloud) announce(`${this.#it.name(item)} picked up. Arrows move it, space drops it, escape cancels.`);
  }

  #drop(before = ""): void {
    const item = this.#held;
    if (!item) return;
    this.#held = null;
    item.classList.remove("held");
    const to = this.#it.items().indexOf(item);
    announce(`${before}${this.#it.name(item)} dropped at position ${to + 1}.`);
    if (to !== this.#from) this.#it.moved(this.#from, to);
  }

  #down(event: PointerEvent, signal: AbortSignal): void {
    const item = this.#itemOf(event, "[data-grip]");
    if (!item || event.button !== 0) return;
    event.preventDefault();
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    grip?.focus();
    this.#take(item, false);
    const drag = new AbortController();
    signal.addEventListener("abort", () => drag.abort(), { once: true });
    const end = () => {
      drag.abort();
      this.#drop();
    };
    // On the window: the grip moves with its item, and a moved node loses its pointer capture.
    window.addEventListener("pointermove", (move) => this.#drag(move), { signal: drag.signal });
    window.addEventListener("pointerup", end, { signal: drag.signal });
    window.addEventListener("pointercancel", end, { signal: drag.signal });
  }

  #drag(event: PointerEvent): void {
    const item = this.#held;
    if (!item) return;
    const others = this.#it.items().filter((other) => other !== item);
    let to = others.length;
    for (const [at, other] of others.entries()) {
      const box = other.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) {
        to = at;
        break;
      }
    }
    if (this.#it.items().indexOf(item) !== to) {
      this.#placing = true;
      this.#place(item, to);
      this.#placing = false;
    }
    if (event.clientY < SCROLL_ZONE) window.scrollBy(0, -12);
    else if (event.clientY > window.innerHeight - SCROLL_ZONE) window.scrollBy(0, 12);
  }
}
