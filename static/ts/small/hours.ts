import { all, eachPage, el, one } from "../lib/dom";

/**
 * A `datetime-local` field with a time zone beside it: a browser knows its own, with the summer time of that very day, so
 * nobody need choose it. Without scripting the zone is chosen.
 */
export function startHours(): void {
  eachPage(() => all<HTMLSelectElement>("select[data-zone-of]").forEach(fill));
}

function fill(select: HTMLSelectElement): void {
  const input = document.getElementById(select.dataset["zoneOf"] ?? "");
  const also = document.getElementById(select.dataset["zoneAlso"] ?? "");
  const field = select.closest<HTMLElement>(".field");
  if (!(input instanceof HTMLInputElement) || !field) return;
  const east = -new Date(input.dataset["utc"] ?? Date.now()).getTimezoneOffset();
  for (const time of [input, also]) if (time instanceof HTMLInputElement) localise(time, east);
  const follow = () => {
    const day = input.value ? new Date(input.value) : new Date();
    const minutes = String(-day.getTimezoneOffset());
    if (![...select.options].some((option) => option.value === minutes)) select.add(new Option(minutes, minutes));
    select.value = minutes;
  };
  input.addEventListener("input", follow);
  follow();
  field.hidden = true;
  const host = input.closest(".field");
  if (!host || one("[data-zone-name]", host)) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
  host.append(el("p", { class: "hint", "data-zone-name": "" }, `In your time zone, ${zone}.`));
}

/** A time that the server wrote in UTC. It is rewritten for good: a page that "back" brings has its attributes alone. */
function localise(input: HTMLInputElement, minutesEast: number): void {
  const { utc } = input.dataset;
  if (!utc) return;
  const local = new Date(Date.parse(utc) + minutesEast * 60_000).toISOString().slice(0, 16);
  input.removeAttribute("data-utc");
  input.setAttribute("value", local);
  input.value = local;
}
