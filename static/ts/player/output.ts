import { factor } from "./loudness";

/** A change ahead is planned anew when it has moved by more than this. */
const MOVED = 0.002;

/**
 * How loud the element sounds: the person's volume on the element, the evening-out in a gain node, because a volume
 * turns nothing up and cannot be timed. An element that went through a node never leaves it; Apple's browsers fall
 * silent in the background with one, so they get what a volume can do.
 */
export class Output {
  readonly #audio: HTMLAudioElement;
  #context: AudioContext | null = null;
  #node: GainNode | null = null;
  #volume = 1;
  #gain = 1;
  #planned: { gain: number; at: number } | null = null;

  constructor(audio: HTMLAudioElement) {
    this.#audio = audio;
  }

  /** To be called when something is about to sound: contexts start asleep, and calls and alarms put them to sleep. */
  wake(evens: boolean): void {
    if (evens && !this.#node && !/^Apple/.test(navigator.vendor)) this.#route();
    if (this.#context && this.#context.state !== "running") void this.#context.resume();
  }

  /** Sets everything as it is to be now. */
  set(volume: number, muted: boolean, gainDb: number): void {
    this.#volume = volume;
    this.#gain = factor(gainDb);
    this.#audio.muted = muted;
    this.#apply();
  }

  /** Plans another gain for a moment some seconds ahead, exactly then where there is a node. */
  plan(gainDb: number, seconds: number): void {
    const [node, context] = [this.#node, this.#context];
    if (!node || !context) return;
    const gain = factor(gainDb);
    const at = context.currentTime + seconds;
    if (this.#planned && this.#planned.gain === gain && Math.abs(this.#planned.at - at) < MOVED) return;
    this.#planned = { gain, at };
    node.gain.cancelScheduledValues(0);
    node.gain.setValueAtTime(this.#gain, context.currentTime);
    node.gain.setValueAtTime(gain, at);
  }

  /** Drops the plan: the sound stands still, or goes elsewhere. */
  unplan(): void {
    if (this.#planned) this.#apply();
  }

  #apply(): void {
    this.#planned = null;
    const volume = this.#node ? this.#volume : this.#volume * Math.min(1, this.#gain);
    this.#audio.volume = Math.min(1, Math.max(0, volume));
    if (!this.#node || !this.#context) return;
    this.#node.gain.cancelScheduledValues(0);
    this.#node.gain.setValueAtTime(this.#gain, this.#context.currentTime);
  }

  #route(): void {
    try {
      const context = new AudioContext({ latencyHint: "playback" });
      const node = context.createGain();
      context.createMediaElementSource(this.#audio).connect(node).connect(context.destination);
      this.#context = context;
      this.#node = node;
      this.#apply();
    } catch {
      // Without Web Audio quiet tracks stay quiet: volume is all there is.
    }
  }
}
