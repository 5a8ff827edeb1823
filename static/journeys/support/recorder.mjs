// Records in the page what the player's element sounds like, sample by sample: the audio context gets the music's own rate,
// and a worklet listens before and behind the player's gain.
import { RATE } from "./tone.mjs";

export const WORKLET = "/journey-recorder.js";

/** The worklet, to be served at `WORKLET`: sends what it hears in pieces, two inputs, one channel of each. */
export const worklet = `
registerProcessor("recorder", class extends AudioWorkletProcessor {
  constructor() { super(); this.at = 0; this.piece = [new Float32Array(12800), new Float32Array(12800)]; }
  process(inputs) {
    for (const input of [0, 1]) this.piece[input].set(inputs[input][0] ?? new Float32Array(128), this.at);
    this.at += 128;
    if (this.at === 12800) {
      this.port.postMessage(this.piece, this.piece.map((part) => part.buffer));
      this.at = 0;
      this.piece = [new Float32Array(12800), new Float32Array(12800)];
    }
    return true;
  }
});`;

/** To be run before the page's own scripts. */
export function spy({ rate, url }) {
  const pieces = [];
  window.recording = {
    /** Base64 of the samples so far, of input 0 or 1. */
    take(input) {
      const bytes = new Uint8Array(pieces.length * 12800 * 4);
      pieces.forEach((piece, at) => bytes.set(new Uint8Array(piece[input].buffer), at * 12800 * 4));
      let text = "";
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      return btoa(text);
    },
    get seconds() {
      return (pieces.length * 12800) / rate;
    },
  };
  // Nothing sounds before somebody listens.
  let ready = null;
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = async function () {
    await ready;
    return play.call(this);
  };
  const Plain = window.AudioContext;
  window.AudioContext = class extends Plain {
    constructor(options) {
      super({ ...options, sampleRate: rate });
      ready = this.audioWorklet.addModule(url).then(() => {
        const node = new AudioWorkletNode(this, "recorder", { numberOfInputs: 2, numberOfOutputs: 1 });
        node.port.onmessage = ({ data }) => pieces.push(data);
        node.connect(this.destination); // Its output is silence; unconnected it would not run.
        return node;
      });
    }
    createMediaElementSource(element) {
      const source = super.createMediaElementSource(element);
      void ready.then((node) => source.connect(node, 0, 0));
      return source;
    }
    createGain() {
      const gain = super.createGain();
      void ready.then((node) => gain.connect(node, 0, 1));
      return gain;
    }
  };
}

export const spyOptions = { rate: RATE, url: WORKLET };

/** Samples out of what `take` gave. */
export function samples(text) {
  const bytes = Buffer.from(text, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
