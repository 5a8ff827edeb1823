import { all, eachPage, el, icon, one, within } from "../lib/dom";
import { Turbo } from "../turbo";

const GOOD_NEWS_MS = 6000;
const POLL_MS = 2000;

/** Times in the reader's zone, banners that can leave, elements that ask the server how far it is. */
export function startPage(): void {
  eachPage(() => {
    all<HTMLTimeElement>("time[data-local]").forEach(localTime);
    all("[data-flash]").forEach(dismissable);
    const polled = one("[data-poll]");
    if (polled) watch(polled);
  });
  document.addEventListener("turbo:before-stream-render", () => {
    requestAnimationFrame(() => all<HTMLTimeElement>("time[data-local]").forEach(localTime));
  });
  document.addEventListener("click", (event) => {
    within(event, "[data-dismiss]")?.closest(".notice")?.remove();
  });
}

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, "second"],
  [60, "minute"],
  [24, "hour"],
  [30, "day"],
  [12, "month"],
  [Infinity, "year"],
];

function relative(date: Date): string {
  let value = (date.getTime() - Date.now()) / 1000;
  for (const [size, unit] of STEPS) {
    if (Math.abs(value) < size) {
      return new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(Math.round(value), unit);
    }
    value /= size;
  }
  return "";
}

function localTime(node: HTMLTimeElement): void {
  const date = new Date(node.dateTime);
  if (Number.isNaN(date.getTime())) return;
  const lang = document.documentElement.lang;
  const long = date.toLocaleString(lang, { dateStyle: "long", timeStyle: "short" });
  node.title = long;
  if (node.dataset["local"] === "relative") node.textContent = relative(date);
  else if (node.dataset["local"] === "date") node.textContent = date.toLocaleDateString(lang, { dateStyle: "long" });
  else if (node.dataset["local"] === "time") node.textContent = date.toLocaleTimeString(lang, { timeStyle: "short" });
  else node.textContent = long;
}

function dismissable(banner: HTMLElement): void {
  if (one("[data-dismiss]", banner)) return;
  banner.append(el("button", { class: "ib", type: "button", "aria-label": "Dismiss", "data-dismiss": "" }, icon("x")));
  if (!banner.classList.contains("good")) return;
  // Whoever is reading it with the pointer or the focus on it keeps it.
  const leave = () => {
    if (banner.matches(":hover, :focus-within")) setTimeout(leave, GOOD_NEWS_MS);
    else banner.remove();
  };
  setTimeout(leave, GOOD_NEWS_MS);
}

function watch(node: HTMLElement): void {
  setTimeout(() => void poll(node), POLL_MS);
}

async function poll(node: HTMLElement): Promise<void> {
  if (!node.isConnected) return;
  let fresh: HTMLElement | null = null;
  try {
    const answer = await fetch(node.dataset["poll"] ?? location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(node.id);
  } catch {
    watch(node); // The server is busy or away: the banner stays and asks again.
    return;
  }
  if (!node.isConnected) return;
  if (fresh) {
    node.replaceWith(fresh);
    if (fresh.dataset["poll"]) watch(fresh);
    // What was waited for is there: a file, which leaves the page where it is.
    if (fresh.dataset["then"]) location.assign(fresh.dataset["then"]);
  } else if (node.dataset["poll"] === location.pathname) {
    Turbo.visit(location.href, { action: "replace" });
  } else {
    node.remove(); // Another page, perhaps a form half filled in: it only loses the banner.
  }
}
