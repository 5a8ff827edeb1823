import { all, announce, one, toast, within } from "../lib/dom";
import { bytes } from "../lib/time";
import { desk } from "./desk";
import type { Chosen } from "./files";
import type { Job } from "./job";
import { drawRow, makeRow } from "./row";
import { leftOut, takeFiles } from "./zone";

/** `<tw-upload>`: the drop zone of one release and the rows of what is on its way. */
class UploadZone extends HTMLElement {
  #ears = new AbortController();
  #rows = new Map<Job, HTMLElement>();
  #told = new Set<Job>();
  #next = 1;
  #watch: MutationObserver | null = null;

  connectedCallback(): void {
    this.#ears = new AbortController();
    const { signal } = this.#ears;
    this.#rows.clear();
    one("[data-upload-list]", this)?.replaceChildren();
    this.#next = Number(this.dataset["nextPosition"] ?? "1") || 1;
    takeFiles(this, (chosen) => this.#add(chosen), signal);
    one("[data-upload-pause-all]", this)?.addEventListener("click", () => this.#pauseAll(), { signal });
    desk.addEventListener("change", () => this.#draw(), { signal });
    desk.addEventListener("added", () => this.#draw(), { signal });
    this.#watch = new MutationObserver(() => {
      this.#makeWay();
      this.#hideOwn();
    });
    this.#watch.observe(document.body, { childList: true, subtree: true });
    // The server does not know what is hidden here: bringing its list up to date must not show that for a moment.
    document.addEventListener("turbo:before-morph-attribute", (event) => {
      const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail;
      if (attributeName === "hidden" && within(event, "#unfinished")) event.preventDefault();
    }, { signal });
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#ears.abort();
    this.#watch?.disconnect();
  }

  get #release(): string {
    return this.dataset["release"] ?? "";
  }

  #add(chosen: Chosen): void {
    const { audio } = chosen;
    for (const file of audio) {
      const position = this.#next;
      this.#next += 1;
      desk.add(file, { endpoint: this.dataset["endpoint"] ?? "", release: this.#release, position, resume: this.#unfinished(file) });
    }
    if (audio.length > 0) announce(`${audio.length} ${audio.length === 1 ? "file is" : "files are"} being uploaded.`);
    if (chosen.others.length > 0) toast(leftOut(chosen));
  }

  /** The server's address for the first part of this very file, if nothing goes on with it yet. */
  #unfinished(file: File): string | null {
    const rows = all("[data-upload-resume] [data-upload]:not([hidden])");
    const row = rows.find((it) => it.dataset["filename"] === file.name && Number(it.dataset["size"]) === file.size);
    return row?.dataset["upload"] ?? null;
  }

  /** A file that is on its way from here has not broken off: it has a row of ours, and none in the server's list. */
  #hideOwn(): void {
    const list = one("#unfinished");
    if (!list) return;
    const rows = all("[data-upload]", list);
    for (const row of rows) {
      const { upload = "", filename = "", size } = row.dataset;
      row.hidden = desk.has(this.#release, upload, filename, Number(size));
    }
    list.hidden = rows.every((row) => row.hidden);
  }

  #pauseAll(): void {
    if (desk.of(this.#release).some((job) => job.active || job.state === "waiting")) desk.pauseAll(this.#release);
    else desk.resumeAll(this.#release);
  }

  #draw(): void {
    const jobs = desk.of(this.#release);
    const list = one("[data-upload-list]", this);
    if (!list) return;
    for (const job of jobs) {
      const row = this.#rows.get(job);
      if (row) drawRow(row, job);
      else {
        const fresh = makeRow(job, this.#ears.signal);
        this.#rows.set(job, fresh);
        list.append(fresh);
      }
      this.#tell(job);
    }
    for (const [job, row] of this.#rows) {
      if (jobs.includes(job)) continue;
      row.remove();
      this.#rows.delete(job);
    }
    this.#sum(jobs);
    this.#makeWay();
    this.#hideOwn();
  }

  /** Says once when a file is through or refused. */
  #tell(job: Job): void {
    if (this.#told.has(job)) return;
    if (job.state !== "received" && job.state !== "failed") return;
    this.#told.add(job);
    announce(job.state === "received" ? `${job.file.name} received.` : `${job.file.name}: ${job.error}`);
  }

  #sum(jobs: Job[]): void {
    const bar = one("[data-upload-bar]", this);
    const words = one("[data-upload-status]", this);
    const button = one("[data-upload-pause-all]", this);
    if (!bar || !words || !button) return;
    const open = jobs.filter((job) => job.state !== "received" && job.state !== "failed");
    bar.hidden = open.length === 0;
    const sent = jobs.reduce((sum, job) => sum + job.sent, 0);
    const size = jobs.reduce((sum, job) => sum + job.file.size, 0);
    const speed = jobs.reduce((sum, job) => sum + job.speed, 0);
    const done = jobs.length - open.length;
    words.textContent = `${done} of ${jobs.length} files, ${bytes(sent)} of ${bytes(size)}${speed > 0 ? `, ${bytes(speed)}/s, ${left((size - sent) / speed)}` : ""}`;
    button.textContent = open.every((job) => job.state === "paused") ? "Go on with all" : "Pause all";
  }

  /** The server's row for a received file is there: ours goes. */
  #makeWay(): void {
    for (const job of desk.of(this.#release)) {
      if (job.state !== "received" || job.id === null) continue;
      if (one(`[data-from="${CSS.escape(job.id)}"]`)) desk.drop(job);
    }
  }
}

function left(seconds: number): string {
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "about a minute left" : `about ${minutes} minutes left`;
}

customElements.define("tw-upload", UploadZone);
