import { all, one, typing, within } from "../lib/dom";
import { load } from "../lib/store";

/** Menus close on escape and on a click elsewhere; dialogs open by button; `/` searches, `?` lists the keys. */
export function startMenus(): void {
  document.addEventListener("click", (event) => {
    for (const menu of all<HTMLDetailsElement>("details[data-menu][open]")) {
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    }
    const opener = within(event, "[data-dialog]");
    if (opener) one<HTMLDialogElement>(`#${CSS.escape(opener.dataset["dialog"] ?? "")}`)?.showModal();
    // A click on the backdrop has the dialog itself as its target.
    if (event.target instanceof HTMLDialogElement && event.target.classList.contains("dialog")) event.target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = one<HTMLDetailsElement>("details[data-menu][open]");
      if (menu) {
        menu.open = false;
        one("summary", menu)?.focus();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one("dialog[open]")) return;
    if (!singleKeys()) return;
    if (event.key === "/") {
      event.preventDefault();
      one<HTMLInputElement>(".find input")?.focus();
    } else if (event.key === "?") {
      event.preventDefault();
      showKeys();
    }
  });
}

/** Whether single-letter keys are on: people who dictate or whose keys stick can turn them off in the list of keys. */
export function singleKeys(): boolean {
  return load("tw:keys", true);
}

/** Opens the list of keys. */
export function showKeys(): void {
  const box = one<HTMLInputElement>("[data-keys-on]");
  if (box) box.checked = singleKeys();
  one<HTMLDialogElement>("#keys")?.showModal();
}
