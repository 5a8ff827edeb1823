import type { Progress } from "./rates";

/** A line that has not brought a byte for so long is lost. */
const SILENCE_MS = 12_000;
const LOOK_MS = 200;

/** An answer that did not come, or was not what was asked for. `status` 0: there was none. */
export class Lost extends Error {
  readonly status: number;

  constructor(status: number) {
    super(status === 0 ? "no answer" : `status ${status}`);
    this.status = status;
  }
}

export interface Wanted {
  signal: AbortSignal;
  /** Asked while it runs; true ends it. */
  abandon?(progress: Progress): boolean;
}

export interface Answer {
  bytes: Uint8Array<ArrayBuffer>;
  ms: number;
}

/**
 * Fetches a file whole. Gives null where `abandon` ended it.
 * @throws {Lost} on a network error, a status that is not good, or silence; an AbortError where `signal` ended it
 */
export async function bytesOf(url: string, { signal, abandon }: Wanted): Promise<Answer | null> {
  const own = new AbortController();
  const stop = () => own.abort();
  signal.throwIfAborted();
  signal.addEventListener("abort", stop, { once: true });
  const began = performance.now();
  const progress: Progress = { bytes: 0, total: 0, ms: 0 };
  let heard = began;
  let slow = false;
  const look = setInterval(() => {
    const now = performance.now();
    progress.ms = now - began;
    slow = abandon?.(progress) ?? false;
    if (slow || now - heard > SILENCE_MS) own.abort();
  }, LOOK_MS);
  try {
    const answer = await fetch(url, { signal: own.signal });
    if (!answer.ok || !answer.body) throw new Lost(answer.status);
    progress.total = Number(answer.headers.get("content-length") ?? 0);
    const parts: Uint8Array[] = [];
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      progress.bytes += part.value.length;
      heard = performance.now();
    }
    return { bytes: joined(parts, progress.bytes), ms: performance.now() - began };
  } catch (error) {
    signal.throwIfAborted();
    if (slow) return null;
    throw error instanceof Lost ? error : new Lost(0);
  } finally {
    clearInterval(look);
    signal.removeEventListener("abort", stop);
  }
}

function joined(parts: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
