import { SILENCE, dbfs } from "./levels";

/** Listens to a stream of this browser, left and right apart, without anything of it being heard. */
export class Meter {
  #context: AudioContext;
  #ears: AnalyserNode[];
  #samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.#context = new AudioContext();
    const source = this.#context.createMediaStreamSource(stream);
    const channels = Math.min(2, stream.getAudioTracks()[0]?.getSettings().channelCount ?? 1);
    const splitter = this.#context.createChannelSplitter(2);
    source.connect(splitter);
    this.#ears = Array.from({ length: channels }, (_, channel) => {
      const ear = this.#context.createAnalyser();
      ear.fftSize = 4096;
      splitter.connect(ear, channel);
      return ear;
    });
    this.#samples = new Float32Array(4096);
    if (this.#context.state === "suspended") void this.#context.resume();
  }

  /** The loudest sample of the last moments, left and right, in dBFS; a single channel is both. */
  peaks(): [number, number] {
    const peaks = this.#ears.map((ear) => {
      ear.getFloatTimeDomainData(this.#samples);
      let peak = 0;
      for (const sample of this.#samples) peak = Math.max(peak, Math.abs(sample));
      return dbfs(peak);
    });
    const left = peaks[0] ?? SILENCE;
    return [left, peaks[1] ?? left];
  }

  close(): void {
    void this.#context.close();
  }
}
