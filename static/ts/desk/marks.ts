import { all, announce, el, one } from "../lib/dom";
import { read, written } from "./times";

/** How far keys move a mark, in milliseconds. */
const STEPS: Record<string, number> = { ArrowLeft: -100, ArrowRight: 100, PageDown: -10_000, PageUp: 10_000 };

/**
 * `<tw-marks data-ms>` around the waveform (`[data-wave]`) and the rows of its form (`[data-mark]`): a handle for each row that
 * can be dragged along the recording. The fields are what is sent; without this they are all there is.
 */
class Marks extends HTMLElement {
  #ears = new AbortController();
  #handles = new Map<HTMLElement, HTMLElement>();
  #layer: HTMLElement = el("div", { class: "mark-layer" });

  connectedCallback(): void {
    this.#ears = new AbortController();
    const { signal } = this.#ears;
    const wave = one("[data-wave]", this);
    if (!wave || this.#length <= 0) return;
    // The lines that the server drew stand where the marks were; the handles say where they are.
    wave.querySelector("[data-lines]")?.remove();
    this.#layer = el("div", { class: "mark-layer" });
    wave.append(this.#layer);
    this.#handles.clear();
    for (const row of all("[data-mark]", this)) this.#add(row);
    this.addEventListener("input", (event) => this.#typed(event), { signal });
    this.#layer.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    this.#layer.addEventListener("dblclick", (event) => this.#fill(event), { signal });
    this.#layer.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback(): void {
    this.#ears.abort();
    this.#layer.remove();
  }

  get #length(): number {
    return Number(this.dataset["ms"] ?? "0");
  }

  #field(row: HTMLElement, name: string): HTMLInputElement | null {
    return one<HTMLInputElement>(`[name="${name}"]`, row);
  }

  #add(row: HTMLElement): void {
    const at = read(this.#field(row, "at")?.value ?? "");
    if (at === null) return;
    const handle = el("button", { class: "mark-handle", type: "button", role: "slider", "aria-valuemin": "0", "aria-valuemax": String(this.#length) });
    this.#handles.set(row, handle);
    this.#layer.append(handle);
    this.#place(row, at, false);
  }

  #row(handle: EventTarget | null): HTMLElement | null {
    for (const [row, own] of this.#handles) if (own === handle) return row;
    return null;
  }

  /** Shows a mark at a time, and writes it into its row unless it came from there. */
  #place(row: HTMLElement, ms: number, write: boolean): void {
    const at = Math.min(this.#length, Math.max(0, ms));
    const handle = this.#handles.get(row);
    const field = this.#field(row, "at");
    if (!handle || !field) return;
    if (write) field.value = written(at);
    const title = this.#field(row, "title")?.value || "Mark";
    handle.style.insetInlineStart = `${((at / this.#length) * 100).toFixed(3)}%`;
    handle.setAttribute("aria-label", title);
    handle.setAttribute("aria-valuenow", String(Math.round(at)));
    handle.setAttribute("aria-valuetext", written(at));
    handle.title = `${written(at)} ${title}`;
  }

  #typed(event: Event): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-mark]") : null;
    if (!row) return;
    const at = read(this.#field(row, "at")?.value ?? "");
    if (at === null) return;
    if (this.#handles.has(row)) this.#place(row, at, false);
    else this.#add(row);
    this.#handles.get(row)?.classList.toggle("gone", this.#field(row, "remove")?.checked ?? false);
  }

  #at(event: MouseEvent): number {
    const box = this.#layer.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return (getComputedStyle(this).direction === "rtl" ? 1 - share : share) * this.#length;
  }

  #down(event: PointerEvent): void {
    const row = this.#row(event.target);
    const handle = event.target;
    if (!row || !(handle instanceof HTMLElement)) return;
    event.preventDefault();
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    const done = new AbortController();
    const signal = AbortSignal.any([done.signal, this.#ears.signal]);
    handle.addEventListener("pointermove", (move) => this.#place(row, this.#at(move), true), { signal });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => done.abort(), { signal });
  }

  /** A double click on the waveform fills the first row that is still free. */
  #fill(event: MouseEvent): void {
    if (this.#row(event.target)) return;
    const free = all("[data-mark]", this).find((row) => this.#field(row, "at")?.value === "");
    const field = free ? this.#field(free, "at") : null;
    if (!free || !field) {
      announce("Save the marks to get room for another one.");
      return;
    }
    field.value = written(this.#at(event));
    this.#add(free);
    this.#field(free, "title")?.focus();
  }

  #key(event: KeyboardEvent): void {
    const row = this.#row(event.target);
    const step = STEPS[event.key];
    if (!row || step === undefined) return;
    event.preventDefault();
    const at = read(this.#field(row, "at")?.value ?? "") ?? 0;
    this.#place(row, at + step * (event.shiftKey ? 10 : 1), true);
  }
}

customElements.define("tw-marks", Marks);
