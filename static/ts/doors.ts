import { eachPage, one } from "./lib/dom";

/** Custom elements whose code is fetched when a page first holds one. */
const ELEMENTS: Record<string, () => Promise<unknown>> = {
  "tw-upload": () => import("./upload/element"),
  "tw-start": () => import("./upload/start"),
  "tw-playlist": () => import("./playlist"),
  "tw-sort": () => import("./sort"),
  "tw-live": () => import("./live/show"),
  "tw-chat": () => import("./live/chat"),
  "tw-countdown": () => import("./live/countdown"),
  "tw-embed": () => import("./small/embed"),
  "tw-desk": () => import("./desk/element"),
  "tw-go-live": () => import("./desk/golive"),
  "tw-marks": () => import("./desk/marks"),
};

/** Loads what the page in hand needs, now and after every visit. */
export function startDoors(): void {
  eachPage(() => {
    for (const [tag, get] of Object.entries(ELEMENTS)) {
      if (one(tag) && !customElements.get(tag)) void get();
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches("[data-suggest]")) void suggest(target);
  });
}

async function suggest(input: HTMLInputElement): Promise<void> {
  (await import("./search/suggest")).attach(input);
}
