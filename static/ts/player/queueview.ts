import { all, el, icon, one } from "../lib/dom";
import { reorder } from "../lib/reorder";
import type { Player } from "./player";
import type { Entry } from "./types";

/** Draws the queue into its panel and lets it be ordered, played from and thinned out. */
export function drawQueue(player: Player, panel: HTMLElement): void {
  const list = one("[data-pl=list]", panel);
  if (!list) return;
  const known = new Map(all("li", list).map((row) => [Number(row.dataset["key"]), row]));
  const rows = player.queue.entries.map((entry) => {
    const row = known.get(entry.key) ?? makeRow(entry);
    known.delete(entry.key);
    const on = entry.key === player.entry?.key;
    row.classList.toggle("on", on);
    if (on) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    return row;
  });
  for (const gone of known.values()) {
    if (gone.contains(document.activeElement)) focusBeside(gone);
    gone.remove();
  }
  rows.forEach((row, at) => {
    if (list.children[at] !== row) list.insertBefore(row, list.children[at] ?? null);
  });
  const empty = one("[data-pl=list-empty]", panel);
  if (empty) empty.hidden = rows.length > 0;
}

function makeRow(entry: Entry): HTMLElement {
  const { title, artist } = entry.track;
  const button = (name: string, label: string, data: Record<string, string>) =>
    el("button", { class: "ib", type: "button", "aria-label": label, ...data }, icon(name));
  const row = el(
    "li",
    { "data-key": String(entry.key), "data-title": title },
    el("button", { class: "grip", type: "button", "data-grip": "", "aria-label": `Move ${title}` }, icon("grip-vertical")),
    el("button", { class: "pl-item", type: "button", "data-queue-play": "" }, el("b", { dir: "auto" }, title), el("small", { dir: "auto" }, artist)),
    button("arrow-up", `Move ${title} up`, { "data-move": "up" }),
    button("arrow-down", `Move ${title} down`, { "data-move": "down" }),
    button("x", `Remove ${title}`, { "data-queue-remove": "" }),
  );
  return row;
}

function focusBeside(row: HTMLElement): void {
  const other = row.nextElementSibling ?? row.previousElementSibling;
  const target = other ? one("[data-queue-remove]", other) : row.closest<HTMLElement>(".pl-panel");
  target?.focus();
}

/** Listens on the panel's list until `signal` ends it. */
export function listenQueue(player: Player, panel: HTMLElement, signal: AbortSignal): void {
  const list = one("[data-pl=list]", panel);
  if (!list) return;
  reorder(
    { list, items: () => all("li", list), name: (row) => row.dataset["title"] ?? "Track", moved: (from, to) => player.move(from, to) },
    signal,
  );
  list.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const key = Number(target?.closest<HTMLElement>("li")?.dataset["key"]);
      if (target?.closest("[data-queue-remove]")) player.remove(key);
      else if (target?.closest("[data-queue-play]")) player.playAt(player.queue.entries.findIndex((entry) => entry.key === key));
    },
    { signal },
  );
}
