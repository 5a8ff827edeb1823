/** Small helpers over the DOM. */

/** The first match inside `root`, or null. */
export function one<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T | null {
  return root.querySelector<T>(selector);
}

/** Every match inside `root`. */
export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return [...root.querySelectorAll<T>(selector)];
}

/** The closest ancestor of an event's target (or itself) that matches. */
export function within<T extends Element = HTMLElement>(event: Event, selector: string): T | null {
  return event.target instanceof Element ? event.target.closest<T>(selector) : null;
}

type Child = Node | string | null | undefined;

/** Makes an element with attributes (null leaves one out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | null> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  node.append(...children.filter((child): child is Node | string => child !== null && child !== undefined));
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of the sprite, hidden from assistive technology. */
export function icon(name: string, classes = "ic"): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", classes);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", iconHref(name));
  svg.append(use);
  return svg;
}

/** The address of an icon in the sprite that this page uses. */
export function iconHref(name: string): string {
  return `${one("tw-player")?.dataset["icons"] ?? ""}#i-${name}`;
}

/** Reads a text to people who use a screen reader, without moving the focus. */
export function announce(text: string): void {
  const node = one("#announcer");
  if (!node) return;
  node.textContent = "";
  requestAnimationFrame(() => {
    node.textContent = text;
  });
}

/** A short message over the page; also read out. */
export function toast(text: string): void {
  one(".toast")?.remove();
  const node = el("div", { class: "toast", "data-turbo-temporary": "" }, text);
  document.body.append(node);
  announce(text);
  setTimeout(() => node.remove(), 5000);
}

/** Whether the person is typing into something, so that single keys are text. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "range", "button", "submit", "file"].includes(target.type);
}

/** Runs `task` now and after every visit or restored page. */
export function eachPage(task: () => void): void {
  document.addEventListener("turbo:load", task);
}
