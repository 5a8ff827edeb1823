import { el, icon, one } from "../lib/dom";
import { bytes } from "../lib/time";
import { desk } from "./desk";
import type { Job, JobState } from "./job";

const WORDS: Record<JobState, string> = {
  waiting: "Waiting",
  sending: "Uploading",
  retrying: "Reconnecting",
  paused: "Paused",
  received: "Received",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** The row of one upload: name, progress, speed, and what one can do about it. */
export function makeRow(job: Job, signal: AbortSignal): HTMLElement {
  const { name } = job.file;
  const button = (act: string, glyph: string, label: string) =>
    el("button", { class: "ib", type: "button", "data-up": act, "aria-label": `${label} ${name}` }, icon(glyph));
  const row = el(
    "li",
    { class: "up" },
    el("div", { class: "up-main" }, el("b", { dir: "auto" }, name), el("span", { class: "muted small" }, bytes(job.file.size))),
    el("span", { class: "st" }),
    el("span", { class: "e" }, button("pause", "pause", "Pause"), button("go", "play", "Go on with"), button("retry", "refresh-cw", "Retry"), button("cancel", "x", "Cancel")),
    el("div", { class: "up-progress" }, el("progress", { max: String(Math.max(1, job.file.size)), value: "0", "aria-label": `Upload of ${name}` }), el("span", { class: "num" })),
    el("div", { class: "report", hidden: "" }, el("p")),
  );
  row.addEventListener(
    "click",
    (event) => {
      const act = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-up]")?.dataset["up"] : undefined;
      if (act === "pause") job.pause();
      else if (act === "go" || act === "retry") desk.queue(job);
      else if (act === "cancel") {
        const beside = row.nextElementSibling ?? row.previousElementSibling;
        const next = beside ? one("[data-up]:not([hidden])", beside) : null;
        void job.cancel();
        (next ?? document.getElementById("upload-files"))?.focus();
        return;
      }
      // The button that was pressed is gone now; the one that undoes it takes the focus.
      if (act) one(act === "pause" ? '[data-up="go"]' : '[data-up="pause"]', row)?.focus();
    },
    { signal },
  );
  drawRow(row, job);
  return row;
}

/** Brings a row up to its job. */
export function drawRow(row: HTMLElement, job: Job): void {
  const show = (act: string, on: boolean) => {
    const button = one(`[data-up="${act}"]`, row);
    if (button) button.hidden = !on;
  };
  show("pause", job.active || job.state === "waiting");
  show("go", job.state === "paused");
  show("retry", job.state === "failed");
  show("cancel", job.state !== "received");
  const state = one(".st", row);
  if (state) {
    state.textContent = WORDS[job.state];
    state.className = `st ${job.state === "received" ? "ok" : job.state === "failed" ? "bad" : "go"}`;
  }
  const bar = one<HTMLProgressElement>("progress", row);
  if (bar) bar.value = job.file.size === 0 ? Number(job.state === "received") : job.sent;
  const line = one(".up-progress", row);
  if (line) line.hidden = job.state === "received" || job.state === "failed";
  const figures = one(".up-progress .num", row);
  const share = job.file.size > 0 ? Math.floor((job.sent / job.file.size) * 100) : 0;
  if (figures) figures.textContent = job.speed > 0 ? `${share} %, ${bytes(job.speed)}/s` : `${share} %`;
  const report = one(".report", row);
  if (report) {
    report.hidden = job.state !== "failed";
    const words = one("p", report);
    if (words) words.textContent = job.error;
  }
}
