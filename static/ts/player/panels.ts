import { all, one } from "../lib/dom";

export type Panel = "queue" | "settings" | "lyrics" | "sleep";

/** Opens one of the player's panels (again: closes it) or closes whatever is open; the focus goes along. */
export function openPanel(bar: HTMLElement, name: Panel | null, focus = true): void {
  for (const panel of all(".pl-panel", bar)) {
    const button = one(`[data-act="${panel.id.replace("pl-", "")}"]`, bar);
    const open = panel.id === `pl-${name}` && panel.hidden;
    const closing = !panel.hidden && !open;
    panel.hidden = !open;
    button?.setAttribute("aria-expanded", String(open));
    if (open) panel.focus();
    else if (closing && name === null && focus) button?.focus();
  }
}

/** Unfolds the player over a phone's screen, or folds it. What lies behind cannot be reached meanwhile. */
export function openSheet(bar: HTMLElement, open: boolean): void {
  if (bar.hasAttribute("data-sheet") === open) return;
  bar.toggleAttribute("data-sheet", open);
  const button = one('[data-act="sheet"]', bar);
  button?.setAttribute("aria-expanded", String(open));
  button?.setAttribute("aria-label", open ? "Close the player" : "Open the player");
  const image = one<HTMLImageElement>(".pl-cover img", bar);
  if (image?.srcset) image.sizes = open ? "90vw" : "52px";
  for (const other of all("body > :not(tw-player, dialog, [role=status], script)")) other.toggleAttribute("inert", open);
  if (!open) openPanel(bar, null, false);
  button?.focus();
}
