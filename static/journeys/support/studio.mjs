// Steps in the studio that several journeys share: what stands in the list of tracks, and the way in by mail.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { until } from "./until.mjs";

const TYPES = { wav: "audio/wav", flac: "audio/flac", m4a: "audio/mp4", mp3: "audio/mpeg", opus: "audio/ogg" };

/** The link of a mail. */
export function linkOf(mail, path) {
  const link = mail.match(new RegExp(`https?://[^\\s"<>]+/${path}/[A-Za-z0-9_-]+`))?.[0];
  assert.ok(link, `the mail has a link to /${path}/:\n${mail}`);
  return link;
}

/** Drops files from the desktop onto an element, all at once. */
export async function drop(page, target, paths) {
  const files = await Promise.all(
    paths.map(async (path) => ({ name: basename(path), type: TYPES[path.split(".").at(-1)] ?? "", data: (await readFile(path)).toString("base64") })),
  );
  const transfer = await page.evaluateHandle((list) => {
    const made = new DataTransfer();
    for (const { name, type, data } of list) {
      made.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name, { type, lastModified: 1_700_000_000_000 }));
    }
    return made;
  }, files);
  for (const event of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(event, { dataTransfer: transfer });
  await transfer.dispose();
}

/** The rows of the list of tracks: title, state and whether there is a report. */
export function rows(page) {
  return page.locator("#track-list > li.up").evaluateAll((list) =>
    list.map((row) => ({
      id: row.id.replace("track-", ""),
      title: row.dataset.title,
      state: row.querySelector(".st")?.textContent.trim(),
      rungs: [...row.querySelectorAll(".rungs li.ok")].map((rung) => rung.textContent.trim().split(" ")[0]),
      report: row.querySelector(".report")?.textContent.replace(/\s+/g, " ").trim() ?? "",
    })),
  );
}

/** Waits, on a page nobody touches, until the list of tracks is as wanted, and gives it. */
export async function rowsWhen(page, condition, what, limit = 90_000) {
  let last = [];
  return until(async () => {
    last = await rows(page);
    return condition(last) ? last : null;
  }, what, limit, 100).catch((error) => {
    throw new Error(`${error.message}; the rows are ${JSON.stringify(last)}`);
  });
}
