import * as Turbo from "@hotwired/turbo";
import { announce, one } from "./lib/dom";

/** Files that a visit must leave to the browser, beyond those Turbo knows. */
const FILES = [".flac", ".opus", ".oga", ".aif", ".aiff", ".m3u8", ".mpd", ".m4s", ".rss", ".lrc", ".webmanifest"];

let first = true;

/**
 * Turbo swaps the page without a word, so after a visit the heading takes the focus and the title is read out.
 * Visits that restore a page (back, forward) and visits to an anchor keep the place the browser gives them.
 */
function arrived(): void {
  // A narrow screen shows only a strip of the side navigation: the current entry belongs into it.
  document.querySelector(".side [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  if (first) {
    first = false;
    focusWanted();
    return;
  }
  announce(document.title);
  if (focusWanted() || location.hash || madeAt()) return;
  const heading = one("main h1") ?? one("main");
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}

/** A form led to what it made, "#…": fetch, which followed, is not told that part of the address. */
function madeAt(): boolean {
  const at = one<HTMLElement>("[data-flash]")?.dataset["flash"];
  const made = at ? document.getElementById(at) : null;
  if (!made) return false;
  history.replaceState(history.state, "", `#${at}`);
  made.scrollIntoView();
  return true;
}

function focusWanted(): boolean {
  const wanted = one("[data-focus]") ?? one('main [aria-invalid="true"]');
  wanted?.focus();
  return wanted !== null;
}

/** Sets Turbo up: drive is on by its import. */
export function startTurbo(): void {
  for (const extension of FILES) Turbo.config.drive.unvisitableExtensions?.add(extension);
  Turbo.config.drive.progressBarDelay = 250;
  document.addEventListener("turbo:load", arrived);
  // A refused form (422) renders without a load: the field in question takes the focus.
  document.addEventListener("turbo:render", () => {
    if (document.documentElement.hasAttribute("data-turbo-preview")) return;
    if (one('main [aria-invalid="true"], main [data-focus]')) focusWanted();
  });
  // A row is brought up to date under the hand of whoever opened or moves it: that stays as it is.
  document.addEventListener("turbo:before-morph-attribute", (event) => {
    const { target } = event;
    const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail;
    const opened = target instanceof HTMLDetailsElement && attributeName === "open";
    const held = target instanceof HTMLElement && target.classList.contains("held") && attributeName === "class";
    if (opened || held) event.preventDefault();
  });
  // What is open belongs to this moment, not to the page that "back" brings.
  document.addEventListener("turbo:before-cache", () => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.removeAttribute("open");
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
    for (const flash of document.querySelectorAll("[data-flash]")) flash.remove();
  });
}

export { Turbo };
