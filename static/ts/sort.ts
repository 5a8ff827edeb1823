import { all, announce, one } from "./lib/dom";
import { reorder } from "./lib/reorder";

const SAVE_AFTER_MS = 600;

/** `<tw-sort data-form="id">`: rows in an order that is saved by itself. */
class Sort extends HTMLElement {
  #ears = new AbortController();
  #timer = 0;

  connectedCallback(): void {
    const list = one("[data-sort-list]", this);
    if (!list) return;
    this.#ears = new AbortController();
    const items = () => all("[data-sort-item]", list);
    reorder({ list, items, name: (item) => item.dataset["title"] ?? "The row", moved: () => this.#changed(items()) }, this.#ears.signal);
  }

  disconnectedCallback(): void {
    this.#ears.abort();
    if (this.#timer) {
      clearTimeout(this.#timer);
      void this.#save();
    }
  }

  #changed(items: HTMLElement[]): void {
    items.forEach((item, at) => {
      const input = one<HTMLInputElement>("[data-position]", item);
      if (input) input.value = String(at + 1);
    });
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), SAVE_AFTER_MS);
  }

  async #save(): Promise<void> {
    this.#timer = 0;
    const form = document.getElementById(this.dataset["form"] ?? "");
    if (!(form instanceof HTMLFormElement)) return;
    const token = one<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
    try {
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRF-Token": token } });
      if (!answer.ok) throw new Error(String(answer.status));
      announce("Order saved.");
    } catch {
      announce("The order could not be saved.");
      const line = one("[data-sort-error]", this);
      if (line) line.hidden = false;
    }
  }
}

customElements.define("tw-sort", Sort);
