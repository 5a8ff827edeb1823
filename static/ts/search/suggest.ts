import * as Turbo from "@hotwired/turbo";
import { announce, el } from "../lib/dom";

/** How long after the last key the server is asked. */
const PAUSE_MS = 120;

const STYLE = `
.suggesting { position: relative; }
.suggested { position: absolute; inset-block-start: calc(100% + .4rem); inset-inline: 0; z-index: 20; padding: .4rem; background: var(--paper); color: var(--ink); border-radius: var(--r); box-shadow: var(--lift); max-block-size: 70vh; overflow-y: auto; }
.suggested[hidden] { display: none; }
.suggested li { display: grid; padding: .5rem .8rem; border-radius: var(--r); cursor: pointer; min-block-size: var(--tap); align-content: center; overflow-wrap: anywhere; }
.suggested li[aria-selected="true"], .suggested li:hover { background: var(--paper-3); outline: 1px solid var(--line); }
.suggested small { color: var(--ink-2); }
`;

interface Suggestion {
  title: string;
  what: string;
  href: string;
}

let styled = false;
let count = 0;

/** The sheet comes with the code: pages where nobody searches do without. */
function style(): void {
  if (styled) return;
  styled = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** What the server's answer says, if it is one. */
function read(answer: unknown): Suggestion[] {
  if (!Array.isArray(answer)) return [];
  const column = (n: number): unknown[] => (Array.isArray(answer[n]) ? (answer[n] as unknown[]) : []);
  const [titles, whats, hrefs] = [column(1), column(2), column(3)];
  return titles.flatMap((title, n) => {
    const [what, href] = [whats[n], hrefs[n]];
    return typeof title === "string" && typeof href === "string"
      ? [{ title, href, what: typeof what === "string" ? what : "" }]
      : [];
  });
}

/** A search box that says what may be meant: a combobox with a list of pages. Enter without a choice searches as before. */
class Suggest {
  private readonly list: HTMLUListElement;
  private shown: Suggestion[] = [];
  private chosen = -1;
  private timer = 0;
  private asking: AbortController | null = null;

  constructor(private readonly input: HTMLInputElement) {
    style();
    count += 1;
    this.list = el("ul", { class: "suggested", id: `suggested-${count}`, role: "listbox", "aria-label": "Suggestions", hidden: "" });
    this.list.dataset["turboTemporary"] = "";
    const room = input.closest("form") ?? input.parentElement;
    room?.classList.add("suggesting");
    room?.append(this.list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    // The box keeps the focus, so that a press on the list does not close it before the click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target instanceof Element ? event.target.closest("li") : null;
      if (item) this.go(Number(item.dataset["n"]));
    });
    if (input.value) this.typed();
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const words = this.input.value.trim();
    this.asking?.abort();
    if (!words) {
      this.close();
      return;
    }
    const asking = new AbortController();
    this.asking = asking;
    try {
      const answer = await fetch(`/search/suggestions?q=${encodeURIComponent(words)}`, { signal: asking.signal });
      if (!answer.ok) return;
      const found = read(await answer.json());
      if (!asking.signal.aborted && document.activeElement === this.input) this.show(found);
    } catch {
      // No line, or somebody typed on: the box searches without.
    }
  }

  private show(found: Suggestion[]): void {
    this.shown = found;
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...found.map((one, n) => {
        const attributes = { role: "option", id: `${this.list.id}-${n}`, "data-n": String(n), "aria-selected": "false" };
        return el("li", attributes, el("b", { dir: "auto" }, one.title), el("small", { dir: "auto" }, one.what));
      }),
    );
    const open = found.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (open) announce(found.length === 1 ? "1 suggestion" : `${found.length} suggestions`);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.show([]);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing || this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const places = this.shown.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place is the box itself: from the last suggestion the way leads back to what was typed.
      this.choose(((this.chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.go(this.chosen);
    }
  }

  private choose(n: number): void {
    this.chosen = n;
    for (const [at, item] of [...this.list.children].entries()) {
      item.setAttribute("aria-selected", String(at === n));
      if (at === n) item.scrollIntoView({ block: "nearest" });
    }
    if (n < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${n}`);
  }

  private go(n: number): void {
    const href = this.shown[n]?.href;
    if (!href) return;
    this.close();
    const url = new URL(href);
    // The instance may be reached under another name than its own, as on the desk of who runs it.
    Turbo.visit(url.pathname + url.search);
  }
}

const attached = new WeakSet<HTMLInputElement>();

/** Lets a search box suggest. */
export function attach(input: HTMLInputElement): void {
  if (attached.has(input)) return;
  attached.add(input);
  new Suggest(input);
}
