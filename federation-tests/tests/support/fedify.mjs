// The actor of fedify/server.mjs, as a child process that is talked to by messages.
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { freePort } from "../../../static/journeys/support/instance.mjs";
import { Events } from "./events.mjs";

const folder = resolve(import.meta.dirname, "../../fedify");
const NEEDED = 22;
const packaged = join(folder, "node_modules", `node-linux-${process.arch}`, "bin", "node");

/** A node that is new enough for Fedify: the one that runs the tests, or the one that came as a package. */
function runtime() {
  if (Number.parseInt(process.versions.node, 10) >= NEEDED) return process.execPath;
  if (existsSync(packaged)) return packaged;
  throw new Error(`Fedify needs node ${NEEDED}: run bin/setup --tests`);
}

export class Fedify {
  #child;
  #waiting = new Map();
  #next = 1;
  /** What came to its inbox: `json` as it was sent, `read` as Fedify's classes understood it. */
  came = new Events("an activity for Fedify");

  /** @param {{ firstKnock?: "rfc9421" | "draft-cavage-http-signatures-12" }} options */
  static async start({ firstKnock } = {}) {
    const peer = new Fedify();
    peer.port = await freePort();
    peer.log = "";
    const env = { ...process.env, FEDIFY_PORT: String(peer.port), ...(firstKnock ? { FEDIFY_FIRST_KNOCK: firstKnock } : {}) };
    const child = fork(join(folder, "server.mjs"), { execPath: runtime(), execArgv: [], env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    peer.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (peer.log += text));
    peer.actor = await new Promise((done, failed) => {
      child.once("exit", (code) => {
        const error = new Error(`Fedify's server ended with ${code}:\n${peer.log}`);
        failed(error);
        for (const waiting of peer.#waiting.values()) waiting.failed(error);
      });
      child.on("message", (message) => {
        if (message.ready) return done(message.ready);
        if (message.came) return peer.came.push(message.came);
        const waiting = peer.#waiting.get(message.id);
        peer.#waiting.delete(message.id);
        if ("trouble" in message) waiting.failed(new Error(`Fedify: ${message.trouble}`));
        else waiting.done(message.answer);
      });
    });
    return peer;
  }

  /** Has it do something, and gives what comes of it: see `acts` in server.mjs. */
  ask(say, given) {
    const id = this.#next++;
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed });
      this.#child.send({ id, say, with: given });
    });
  }

  async stop() {
    const child = this.#child;
    if (child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill();
    await ended;
  }
}
