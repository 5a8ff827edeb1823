import { Meter } from "./meter";
import type { No } from "./wire";
import { Wire } from "./wire";

/** What the server takes from browsers. */
const TYPE = "audio/webm;codecs=opus";
const BITS_PER_SECOND = 192_000;
const SLICE_MS = 250;
/** So much may wait to be sent before it is said, and before the line is given up: two seconds, and twenty. */
const SLOW_BYTES = (BITS_PER_SECOND / 8) * 2;
const STUCK_BYTES = SLOW_BYTES * 10;
const LONGEST_WAIT_MS = 8000;

/**
 * `off`: nothing happens; `asking`: the browser asks whether it may; `ready`: the microphone is open and goes nowhere; `opening`,
 * `live`: it goes to the show; `broken`: the line is gone and is tried again; `lost`: the device is gone.
 */
export type State = "off" | "asking" | "ready" | "opening" | "live" | "broken" | "lost";

/** What this browser sends to a show. There is one, and it goes on while pages change. */
class Broadcast extends EventTarget {
  state: State = "off";
  /** What to tell the artist; empty when all is well. */
  problem = "";
  /** The show it goes to: the address of its source. */
  address = "";
  #device = "";
  #stream: MediaStream | null = null;
  #meter: Meter | null = null;
  #wire: Wire | null = null;
  #recorder: MediaRecorder | null = null;
  #again = 0;
  #tries = 0;
  /** Who comes back takes over from itself, as its old line may not be known to be dead yet. */
  readonly #line = crypto.randomUUID();

  get busy(): boolean {
    return this.state === "opening" || this.state === "live" || this.state === "broken" || (this.state === "lost" && this.address !== "");
  }

  get device(): string {
    return this.#device;
  }

  /** The loudest moment just now, left and right, in dBFS. */
  peaks(): [number, number] | null {
    return this.#meter?.peaks() ?? null;
  }

  /** Opens a microphone or line in as it is: nothing of what browsers do for voices. */
  async listen(device: string): Promise<boolean> {
    this.#device = device;
    this.#become("asking", "");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          ...(device ? { deviceId: { exact: device } } : {}),
          echoCancellation: false,
          noiseSuppression: false,
          autoGainControl: false,
          channelCount: { ideal: 2 },
          sampleRate: { ideal: 48_000 },
        },
      });
      this.#silence();
      this.#stream = stream;
      this.#meter = new Meter(stream);
      const track = stream.getAudioTracks()[0];
      this.#device = track?.getSettings().deviceId ?? device;
      track?.addEventListener("ended", () => this.#deviceGone(stream));
      this.#become("ready", "");
      return true;
    } catch (error) {
      this.#silence();
      this.#become(this.address ? "lost" : "off", refusal(error));
      return false;
    }
  }

  /** Sends it to a show, and keeps at it until `end`. */
  async start(address: string, device: string): Promise<void> {
    if (!this.#stream || this.#device !== device) {
      if (!(await this.listen(device))) return;
    }
    this.address = address;
    this.#tries = 0;
    this.#connect();
  }

  /** Takes another device without leaving the show. */
  async change(device: string): Promise<void> {
    const address = this.address;
    const sends = this.busy;
    this.#hangUp();
    if ((await this.listen(device)) && sends) {
      this.address = address;
      this.#connect();
    }
  }

  /** Stops sending and lets the device go. */
  end(): void {
    this.address = "";
    this.#hangUp();
    this.#silence();
    this.#become("off", "");
  }

  /** A device came or went: one that was missed is tried again. */
  async devicesChanged(): Promise<void> {
    if (this.state !== "lost" || !this.address) return;
    if (await this.listen(this.#device)) this.#connect();
  }

  #connect(): void {
    if (!this.#stream) return;
    if (!MediaRecorder.isTypeSupported(TYPE)) {
      this.address = "";
      this.#become("ready", "This browser cannot record sound for a live set. Use Firefox or Chrome, or connect a tool.");
      return;
    }
    this.#hangUp();
    this.#become("opening", this.problem);
    const wire = new Wire(`${this.address}?line=${this.#line}`, {
      ready: () => this.#record(wire),
      closed: (no) => this.#closed(no),
    });
    this.#wire = wire;
  }

  /** Every line begins a recording of its own: what is sent first is its head. */
  #record(wire: Wire): void {
    if (!this.#stream || this.#wire !== wire) return;
    const recorder = new MediaRecorder(this.#stream, { mimeType: TYPE, audioBitsPerSecond: BITS_PER_SECOND });
    recorder.addEventListener("dataavailable", (event) => {
      if (event.data.size > 0 && this.#recorder === recorder) this.#send(wire, event.data);
    });
    recorder.addEventListener("error", () => this.#closed(null));
    this.#recorder = recorder;
    recorder.start(SLICE_MS);
    this.#become("live", "");
  }

  #send(wire: Wire, piece: Blob): void {
    wire.send(piece);
    this.#tries = 0;
    if (wire.waiting > STUCK_BYTES) this.#closed(null);
    else if (wire.waiting > SLOW_BYTES) this.#become("live", "Your connection is too slow for this: listeners hear gaps. Use a cable, or stop other uploads.");
    else if (this.problem) this.#become("live", "");
  }

  #closed(no: No | null): void {
    if (!this.address) return;
    this.#hangUp();
    if (no && !no.again) {
      this.address = "";
      this.#become("ready", no.problem);
      return;
    }
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#tries);
    this.#tries += 1;
    this.#become("broken", no?.problem ?? "The line to the server is gone. It is tried again; the microphone stays open.");
    this.#again = window.setTimeout(() => this.#connect(), wait);
  }

  #deviceGone(stream: MediaStream): void {
    if (this.#stream !== stream) return;
    this.#hangUp();
    this.#silence();
    this.#become(this.address ? "lost" : "off", "The device is gone. Plug it in again, or choose another one.");
  }

  #hangUp(): void {
    clearTimeout(this.#again);
    const recorder = this.#recorder;
    this.#recorder = null;
    if (recorder && recorder.state !== "inactive") recorder.stop();
    this.#wire?.close();
    this.#wire = null;
  }

  #silence(): void {
    this.#meter?.close();
    this.#meter = null;
    const stream = this.#stream;
    this.#stream = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
  }

  #become(state: State, problem: string): void {
    if (this.state === state && this.problem === problem) return;
    this.state = state;
    this.problem = problem;
    this.dispatchEvent(new Event("change"));
  }
}

function refusal(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError") return "The browser was not allowed to use a microphone. Allow it in the address bar, then try again.";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "There is no such device. Plug it in, then choose it.";
  if (name === "NotReadableError") return "Another program holds this device. Close it there, then try again.";
  return "The device could not be opened. Choose another one, or reload the page.";
}

/** What this browser sends. */
export const broadcast = new Broadcast();

navigator.mediaDevices?.addEventListener("devicechange", () => void broadcast.devicesChanged());
// Reloading or closing the tab would take the show off the air; pages of ours may change under it.
addEventListener("beforeunload", (event) => {
  if (broadcast.busy) event.preventDefault();
});
