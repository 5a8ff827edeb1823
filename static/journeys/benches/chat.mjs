// A thousand people in one chat: how long a line takes from whoever says it to everybody. Server, database and listeners
// share this machine, and the clock is one.
import { WebSocket } from "ws";
import { Api } from "../support/api.mjs";
import { startInstance } from "../support/instance.mjs";
import { until } from "../support/until.mjs";

const PEOPLE = 1000;
/** How many of them speak, by turns. */
const SPEAKERS = 50;
const LINES = 300;
/** Between two lines: a chat of five a second is a lively one. */
const PAUSE_MS = 200;
const TARGET_MS = 1000;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Whoever chats: gathers when each line came, by the number in it. */
class Guest {
  constructor(url, number, came) {
    this.number = number;
    this.heard = new Set();
    const headers = { "user-agent": `bench/${number}`, origin: url };
    this.socket = new WebSocket(`${url.replace("http", "ws")}/live/night/chat`, { headers });
    this.ready = new Promise((done, failed) => {
      this.socket.on("error", failed);
      this.socket.on("close", () => failed(new Error(`guest ${number} was turned away`)));
      this.socket.on("message", (data) => {
        const at = performance.now();
        const frame = JSON.parse(String(data));
        if (frame.type === "ready") done();
        if (frame.type === "refused") throw new Error(frame.sentence);
        const line = frame.type === "line" && /line (\d+) of the bench/.exec(frame.html)?.[1];
        if (line && !this.heard.has(line)) {
          this.heard.add(line);
          came(Number(line), at);
        }
      });
    });
  }

  say(line) {
    this.socket.send(JSON.stringify({ say: `This is line ${line} of the bench`, name: `Guest ${this.number}` }));
  }
}

const instance = await startInstance();
const guests = [];
let failed = false;
try {
  await instance.account("ode@example.org", "a long enough password");
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  await api.call("POST", "artists", { handle: "ode", name: "Ode Halloran" });
  await api.call("POST", "shows", { artist: "ode", title: "Night Tide", slug: "night", chat: "guests", starts_at: new Date(Date.now() + 60_000).toISOString() });

  const said = new Map();
  const took = [];
  const came = (line, at) => took.push(at - said.get(line));
  for (let number = 0; number < PEOPLE; number += 1) {
    const guest = new Guest(instance.url, number, came);
    guests.push(guest);
    // Not all at the same moment: that would measure the kernel's queue of connections.
    if (number % 50 === 49) await Promise.all(guests.slice(-50).map(({ ready }) => ready));
  }
  console.log(`${PEOPLE} people are in the chat`);
  for (let line = 0; line < LINES; line += 1) {
    said.set(line, performance.now());
    guests[line % SPEAKERS].say(line);
    await sleep(PAUSE_MS);
  }
  await until(() => took.length === PEOPLE * LINES, "everybody has every line", 30_000).catch(() => {});
  const sorted = took.toSorted((a, b) => a - b);
  const lost = PEOPLE * LINES - took.length;
  const p99 = percentile(sorted, 0.99);
  console.log(`${LINES} lines to ${PEOPLE}: p50 ${percentile(sorted, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, longest ${sorted.at(-1).toFixed(0)} ms, ${lost} lost`);
  failed = lost > 0 || p99 > TARGET_MS;
  console.log(failed ? `MISSED: at most ${TARGET_MS} ms (p99), none lost` : `holds: at most ${TARGET_MS} ms (p99), none lost`);
} finally {
  for (const { socket } of guests) socket.terminate();
  await instance.remove();
}
process.exit(failed ? 1 : 0);
