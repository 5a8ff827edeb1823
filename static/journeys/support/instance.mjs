// A Tonewood of its own per test file: embedded database, pages and worker in a temporary folder, on a free port.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, chmod, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { until } from "./until.mjs";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");
const target = resolve(root, process.env["CARGO_TARGET_DIR"] ?? "target");

/** The program under test: `JOURNEY_BIN`, or the debug build. */
export const program = process.env["JOURNEY_BIN"] ?? join(target, "debug", "tonewood");

/** A port nobody listens on at this moment. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

export class Instance {
  #child = null;
  #log = "";

  /** @param {string} data its folder @param {number} port @param {string[]} options more for `tonewood up` */
  constructor(data, port, options) {
    this.data = data;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.options = options;
  }

  /** What it printed so far. */
  get log() {
    return this.#log;
  }

  /** Starts the program, or starts it again, and waits until it says that it is ready. */
  async start() {
    const child = spawn(program, ["up", "--data", this.data, "--listen", `127.0.0.1:${this.port}`, ...this.options], { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    // A test that breaks off must not leave a server and its database behind.
    this.atExit = () => child.exitCode === null && child.kill("SIGKILL");
    process.once("exit", this.atExit);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.#log += text));
    const from = this.#log.length;
    await until(() => {
      if (child.exitCode !== null) throw new Error(`tonewood ended with ${child.exitCode}:\n${this.#log}`);
      return this.#log.slice(from).includes("Tonewood is ready at");
    }, "the server is ready", 90_000);
  }

  /** Ends it as Ctrl-C does and says how it ended. */
  async stop() {
    return this.#end("SIGINT");
  }

  /** Ends it as a crash does: no time for anything. */
  async kill() {
    return this.#end("SIGKILL");
  }

  async #end(signal) {
    const child = this.#child;
    this.#child = null;
    if (!child) return null;
    process.removeListener("exit", this.atExit);
    const ended = new Promise((done) => child.once("exit", (code) => done(code)));
    if (child.exitCode !== null) return child.exitCode;
    child.kill(signal);
    // One that hangs is a failure of its own, but may not hold the tests up.
    const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
    const code = await ended;
    clearTimeout(late);
    return code;
  }

  /** Stops it and removes its folder. */
  async remove() {
    await this.stop();
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Runs a command on its folder and gives the last line printed. */
  async command(...words) {
    const { stdout } = await run(program, [...words, "--data", this.data]);
    return stdout.trim().split("\n").at(-1);
  }

  /** A confirmed account; `admin` makes it one. */
  async account(email, password, { admin = false } = {}) {
    return this.command("account", "create", "--email", email, "--password", password, ...(admin ? ["--admin"] : []));
  }

  /** An API token of an account. */
  async token(email) {
    return this.command("token", "create", "--account", email);
  }

  /** The text of the newest mail to `to` that holds `words`; waits for it. */
  async mail(to, words) {
    return until(async () => {
      const folder = join(this.data, "outbox");
      // A name with a dot in front is still being written.
      const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith(".")).sort().reverse();
      for (const name of names) {
        const text = decode(await readFile(join(folder, name), "utf8"));
        if (text.includes(to) && text.includes(words)) return text;
      }
      return null;
    }, `a mail to ${to} with "${words}"`);
  }
}

/** Quoted-printable as mails use it. */
function decode(text) {
  const bytes = text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** Makes and starts one. Its parent folder is readable, because the database runs as another user where this one is root. */
export async function startInstance({ seed = false, options = [] } = {}) {
  const data = await mkdtemp(join(tmpdir(), "tonewood-journey-"));
  await chmod(data, 0o755);
  const instance = new Instance(data, await freePort(), [...(seed ? [] : ["--no-seed"]), ...options]);
  try {
    await instance.start();
  } catch (error) {
    await instance.remove();
    throw error;
  }
  return instance;
}
