import { type DetailedError, Upload } from "tus-js-client";
import { one } from "../lib/dom";

/** `waiting` for its turn, `sending`, `retrying` (the line or the server is away), `paused`, `received` whole, `failed`, `cancelled`. */
export type JobState = "waiting" | "sending" | "retrying" | "paused" | "received" | "failed" | "cancelled";

const CHUNK = 16 * 1024 * 1024;
/** From at once to every half minute, for about half an hour: a server that restarts is back long before. */
const RETRY_MS = [0, 500, 1000, 2000, 5000, 10_000, 20_000, ...Array.from({ length: 60 }, () => 30_000)];
const WINDOW_MS = 5000;

export interface Target {
  endpoint: string;
  release: string;
  position: number;
  /** The address of an unfinished upload of the same file, if the server told of one. */
  resume: string | null;
}

/** One file on its way in. Events: `change`. */
export class Job extends EventTarget {
  state: JobState = "waiting";
  sent = 0;
  error = "";
  #upload: Upload;
  #samples: { at: number; sent: number }[] = [];
  /** It was given up here, but the server could not be told. */
  #left = false;

  constructor(
    readonly file: File,
    readonly target: Target,
  ) {
    super();
    this.#upload = new Upload(file, {
      endpoint: target.endpoint,
      uploadUrl: target.resume,
      chunkSize: CHUNK,
      retryDelays: RETRY_MS,
      metadata: { filename: file.name, release: target.release, position: String(target.position) },
      headers: { "X-CSRF-Token": one<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "" },
      removeFingerprintOnSuccess: true,
      fingerprint: async () => ["tonewood", target.release, file.name, file.size, file.lastModified].join(":"),
      onProgress: (sent) => this.#progressed(sent),
      onSuccess: () => this.#go("received"),
      onError: (error) => this.#failed(error as DetailedError),
      onShouldRetry: (error) => this.#shouldRetry(error as DetailedError),
    });
  }

  /** The last part of the upload's address, once the server gave one. */
  get id(): string | null {
    return (this.#upload.url ?? this.target.resume)?.split("/").filter(Boolean).at(-1) ?? null;
  }

  /** Whether this is what the server holds at `address`; told by name and size until the server's answer brings the address. */
  is(address: string, name: string, size: number): boolean {
    if (this.#left) return false;
    if (this.id !== null) return address.endsWith(`/${this.id}`);
    return this.state !== "cancelled" && this.file.name === name && this.file.size === size;
  }

  get active(): boolean {
    return this.state === "sending" || this.state === "retrying";
  }

  /** Bytes a second over the last moments. */
  get speed(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at === first.at || this.state !== "sending") return 0;
    return ((last.sent - first.sent) / (last.at - first.at)) * 1000;
  }

  /** Sends, from where an earlier attempt at this file ended if there was one. */
  async start(): Promise<void> {
    if (this.active || this.state === "received" || this.state === "cancelled") return;
    const begun = this.state === "paused";
    this.error = "";
    this.#samples = [];
    this.#go("sending");
    if (!begun && !this.target.resume) {
      const [previous] = await this.#upload.findPreviousUploads();
      if (previous) this.#upload.resumeFromPreviousUpload(previous);
    }
    if (this.active) this.#upload.start();
  }

  pause(): void {
    if (!this.active && this.state !== "waiting") return;
    this.#go("paused");
    void this.#upload.abort();
  }

  /** Stops, and has the server throw away what it holds. */
  async cancel(): Promise<void> {
    this.#go("cancelled");
    try {
      await this.#upload.abort(true);
    } catch {
      // The server is away: it drops unfinished uploads by itself when they are old, and lists them until then.
      this.#left = true;
      this.dispatchEvent(new Event("change"));
    }
  }

  #go(state: JobState): void {
    this.state = state;
    if (state === "received") this.sent = this.file.size;
    this.dispatchEvent(new Event("change"));
  }

  #progressed(sent: number): void {
    const at = performance.now();
    this.#samples.push({ at, sent });
    this.#samples = this.#samples.filter((sample) => at - sample.at < WINDOW_MS);
    this.sent = sent;
    if (this.active) this.#go("sending");
  }

  #shouldRetry(error: DetailedError): boolean {
    const status = error.originalResponse?.getStatus() ?? 0;
    const passing = status === 0 || status >= 500 || status === 409 || status === 423 || status === 429;
    if (passing && this.active) this.#go("retrying");
    return passing && this.active;
  }

  #failed(error: DetailedError): void {
    if (!this.active) return;
    this.error = reason(error);
    this.#go("failed");
  }
}

/** What the artist reads: the server's own words (problem+json) if it gave some. */
function reason(error: DetailedError): string {
  const answer = error.originalResponse;
  if (!answer) return "The server cannot be reached.";
  try {
    const problem = JSON.parse(answer.getBody()) as { detail?: string; title?: string };
    const words = problem.detail ?? problem.title;
    if (words) return words;
  } catch {
    // Not JSON: the status must do.
  }
  const status = answer.getStatus();
  if (status === 401 || status === 403) return "You are signed out. Sign in again in another tab, then retry.";
  if (status === 413) return "The file is larger than this place takes.";
  return `The server refused the file (${status}).`;
}
