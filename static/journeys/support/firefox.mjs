// Firefox as the tests use it, driven over WebDriver BiDi. Without a sound card its audio graph stands still, so it gets one
// that swallows everything: a PulseAudio of its own.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { until } from "./until.mjs";

const PATHS = [process.env["FIREFOX"], "/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** A sound server whose only device is nowhere. */
async function silence() {
  const folder = await mkdtemp(join(tmpdir(), "tonewood-silence-"));
  const socket = join(folder, "socket");
  const modules = ["module-null-sink rate=44100", `module-native-protocol-unix auth-anonymous=1 socket=${socket}`].flatMap((it) => ["-L", it]);
  const server = spawn("pulseaudio", ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", ...modules], {
    env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder },
    stdio: "ignore",
  });
  const atExit = () => server.kill("SIGKILL");
  process.once("exit", atExit);
  let failure = null;
  server.once("error", (error) => (failure = error));
  await until(() => {
    if (failure || server.exitCode !== null) throw new Error(`PulseAudio does not run (${failure ?? server.exitCode}): bin/setup --tests installs it.`);
    return existsSync(socket);
  }, "a sound card");
  return {
    address: `unix:${socket}`,
    async end() {
      process.removeListener("exit", atExit);
      const ended = new Promise((done) => server.once("exit", done));
      server.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One Firefox for a test file; close it at the end. */
export async function launchFirefox() {
  const executablePath = PATHS.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("There is no Firefox here: bin/setup --tests installs it.");
  const card = await silence();
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    env: { ...process.env, PULSE_SERVER: card.address },
    // Nobody clicks here.
    extraPrefsFirefox: { "media.autoplay.default": 0, "media.autoplay.blocking_policy": 0, "media.cubeb.backend": "pulse-rust" },
  });
  return {
    createBrowserContext: () => browser.createBrowserContext(),
    async close() {
      await browser.close();
      await card.end();
    },
  };
}
