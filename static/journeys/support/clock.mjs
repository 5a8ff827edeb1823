// A tone that says what time it is: its pitch goes up in steps, so whoever hears it knows when it was played.
import { spawn } from "node:child_process";

const RATE = 48_000;
/** Milliseconds of one pitch, how many there are, the lowest one and the steps between them in hertz. */
export const STEP_MS = 100;
export const STEPS = 80;
export const LOWEST = 500;
export const APART = 25;
const CHUNK_MS = 20;

/** Feeds a show as ffmpeg does from a sound card: PCM by the wall clock, MP3 over Icecast. */
export class Source {
  /** @param {{port: number, mount: string, key: string}} where */
  constructor({ port, mount, key }) {
    this.where = { port, mount, key };
    this.log = "";
  }

  start() {
    const { port, mount, key } = this.where;
    const address = `icecast://source:${key}@127.0.0.1:${port}/${mount}`;
    const words = ["-loglevel", "error", "-fflags", "nobuffer", "-probesize", "32", "-f", "s16le", "-ar", String(RATE), "-ac", "1", "-i", "pipe:0", "-c:a", "libmp3lame", "-b:a", "128k", "-content_type", "audio/mpeg", "-flush_packets", "1", "-f", "mp3", address];
    this.child = spawn("ffmpeg", words, { stdio: ["pipe", "ignore", "pipe"] });
    this.child.stderr.on("data", (text) => (this.log += text));
    this.child.stdin.on("error", () => clearInterval(this.timer));
    this.atExit = () => this.child.kill("SIGKILL");
    process.once("exit", this.atExit);
    let [at, phase] = [Date.now(), 0];
    this.timer = setInterval(() => {
      for (; at < Date.now(); at += CHUNK_MS) {
        const hertz = LOWEST + APART * (Math.floor(at / STEP_MS) % STEPS);
        const samples = Buffer.alloc((RATE * CHUNK_MS * 2) / 1000);
        for (let n = 0; n < samples.length; n += 2) {
          phase = (phase + hertz / RATE) % 1;
          samples.writeInt16LE(Math.round(12_000 * Math.sin(2 * Math.PI * phase)), n);
        }
        this.child.stdin.write(samples);
      }
    }, CHUNK_MS);
    return this;
  }

  /** It goes as a laptop does whose lid is closed. */
  async drop() {
    clearInterval(this.timer);
    process.removeListener("exit", this.atExit);
    const ended = new Promise((done) => this.child.once("exit", done));
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await ended;
  }

  /** Says what plays, as source clients do. */
  async says(song) {
    const { port, mount, key } = this.where;
    const query = new URLSearchParams({ mode: "updinfo", mount: `/${mount}`, song });
    const answer = await fetch(`http://127.0.0.1:${port}/admin/metadata?${query}`, { headers: { authorization: `Basic ${Buffer.from(`source:${key}`).toString("base64")}` } });
    if (!answer.ok) throw new Error(`metadata: ${answer.status} ${await answer.text()}`);
  }
}

/**
 * Runs in the page: listens to the element that plays and gives how old what it hears is, in milliseconds, `count` times.
 * Pitches that do not last are left out: the ear heard two of them.
 */
export async function ages({ count, STEP_MS, STEPS, LOWEST, APART }) {
  const element = window.journey.elements.at(-1);
  window.journey.ear ??= (() => {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(element.captureStream()).connect(analyser);
    return { context, analyser };
  })();
  const { context, analyser } = window.journey.ear;
  await context.resume();
  const bins = new Float32Array(analyser.frequencyBinCount);
  const hear = () => {
    analyser.getFloatFrequencyData(bins);
    let loudest = 0;
    for (let n = 1; n < bins.length; n += 1) if (bins[n] > bins[loudest]) loudest = n;
    if (bins[loudest] < -60) return null;
    const step = Math.round(((loudest * context.sampleRate) / analyser.fftSize - LOWEST) / APART);
    return step >= 0 && step < STEPS ? step : null;
  };
  const found = [];
  for (let tries = 0; found.length < count && tries < count * 20; tries += 1) {
    await new Promise((done) => setTimeout(done, 50));
    const step = hear();
    if (step === null) continue;
    const round = STEP_MS * STEPS;
    // The middle of the step: half of what the ear takes in is from before.
    found.push((((Date.now() - (step + 0.5) * STEP_MS) % round) + round) % round);
  }
  return found;
}
