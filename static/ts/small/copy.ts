import { one, toast, within } from "../lib/dom";

/** Puts a text on the clipboard; gives false where the browser refuses. */
export async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Hands an address to the system's share sheet, else to the clipboard. */
export async function share(url: string, title: string): Promise<void> {
  const full = new URL(url, location.href).href;
  if (navigator.share) {
    try {
      await navigator.share({ title, url: full });
      return;
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
    }
  }
  toast((await toClipboard(full)) ? "Link copied." : `Copy this link: ${full}`);
}

/** Copy and share buttons. */
export function startCopy(): void {
  document.addEventListener("click", (event) => {
    const copy = within(event, "[data-copy]");
    if (copy) void copied(copy);
    const sharer = within(event, "[data-share]");
    if (sharer) void share(sharer.dataset["share"] ?? location.href, sharer.dataset["shareTitle"] ?? document.title);
  });
}

async function copied(button: HTMLElement): Promise<void> {
  const done = await toClipboard(button.dataset["copy"] ?? "");
  toast(done ? "Copied." : "The browser does not allow copying here: select the text instead.");
  const label = one("[data-copy-label]", button);
  if (!label || !done) return;
  const before = label.textContent;
  label.textContent = "Copied";
  setTimeout(() => {
    label.textContent = before;
  }, 2500);
}
