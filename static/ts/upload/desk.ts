import { Job, type Target } from "./job";

const AT_ONCE = 3;

/**
 * All uploads of this document. It outlives the pages that Turbo swaps, so files go on while the artist looks
 * elsewhere. Events: `change`, `added`.
 */
class Desk extends EventTarget {
  #jobs: Job[] = [];

  constructor() {
    super();
    window.addEventListener("beforeunload", (event) => {
      if (this.#jobs.some((job) => job.active || job.state === "waiting")) event.preventDefault();
    });
  }

  of(release: string): Job[] {
    return this.#jobs.filter((job) => job.target.release === release && job.state !== "cancelled");
  }

  /** Whether what the server holds at `address` is on its way from here, or being given up here. */
  has(release: string, address: string, name: string, size: number): boolean {
    return this.#jobs.some((job) => job.target.release === release && job.is(address, name, size));
  }

  add(file: File, target: Target): void {
    const job = new Job(file, target);
    this.#jobs.push(job);
    job.addEventListener("change", () => {
      this.#pump();
      this.dispatchEvent(new Event("change"));
    });
    this.dispatchEvent(new Event("added"));
    this.#pump();
  }

  /** Forgets a job that is done with. */
  drop(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.dispatchEvent(new Event("change"));
  }

  pauseAll(release: string): void {
    for (const job of this.of(release)) job.pause();
  }

  resumeAll(release: string): void {
    for (const job of this.of(release)) if (job.state === "paused") this.queue(job);
  }

  /** Has a paused or failed job wait for its turn. */
  queue(job: Job): void {
    if (this.#busy() < AT_ONCE) void job.start();
    else {
      job.state = "waiting";
      this.dispatchEvent(new Event("change"));
    }
  }

  #busy(): number {
    return this.#jobs.filter((job) => job.active).length;
  }

  #pump(): void {
    for (const job of this.#jobs) {
      if (this.#busy() >= AT_ONCE) return;
      if (job.state === "waiting") void job.start();
    }
  }
}

/** The one desk of this document. */
export const desk = new Desk();
