import { all, el, one } from "../lib/dom";

/** What the server tells of a chat. */
export type ChatWire =
  | { type: "line"; id: string; kind: string; html: string; mutable: boolean }
  | { type: "gone"; id: string }
  | { type: "reset" | "ready" | "said" | "again" }
  | { type: "refused"; sentence: string; seconds: number }
  | { type: "closed"; sentence: string };

type Line = Extract<ChatWire, { type: "line" }>;

/** The id that stands in the moderators' template in place of a line's. */
const BLANK = "00000000-0000-0000-0000-000000000000";

/** Makes the lines of a chat, with the moderators' buttons for whoever has them. */
export class ChatLine {
  readonly #moderation: HTMLTemplateElement | null;

  constructor(moderation: HTMLTemplateElement | null) {
    this.#moderation = moderation;
  }

  make(line: Line): HTMLElement {
    const item = el("li", { class: `ch-line ${line.kind}`, "data-id": line.id });
    this.fill(item, line);
    return item;
  }

  /** The server has escaped what people typed. */
  fill(item: HTMLElement, line: Line): void {
    item.innerHTML = line.html;
    this.#moderate(item, line.id, line.mutable);
    this.date(item);
  }

  /** A line of a page that was fetched. */
  adopt(item: HTMLElement): HTMLElement {
    const own = document.importNode(item, true);
    this.#moderate(own, own.dataset["id"] ?? "", own.dataset["mutable"] === "true");
    this.date(own);
    return own;
  }

  /** The time where the reader is; of another day with its date. */
  date(item: HTMLElement): void {
    for (const time of all<HTMLTimeElement>("time[datetime]", item)) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const clock = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      const isToday = at.toDateString() === new Date().toDateString();
      time.textContent = isToday ? clock : `${at.toLocaleDateString([], { day: "numeric", month: "short" })}, ${clock}`;
    }
  }

  #moderate(item: HTMLElement, id: string, mutable: boolean): void {
    if (!this.#moderation) return;
    item.insertAdjacentHTML("beforeend", this.#moderation.innerHTML.replaceAll(BLANK, id));
    if (!mutable) one("[data-needs-speaker]", item)?.remove();
  }
}
