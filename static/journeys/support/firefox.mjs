// Firefox as the tests use it, driven over WebDriver BiDi.
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";

const PATHS = [process.env["FIREFOX"], "/usr/bin/firefox-esr", "/usr/bin/firefox"];

/** One Firefox for a test file; close it at the end. */
export function launchFirefox() {
  const executablePath = PATHS.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("There is no Firefox here: bin/setup --tests installs it.");
  return puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      // Nobody clicks here, and nobody needs to hear it.
      "media.autoplay.default": 0,
      "media.autoplay.blocking_policy": 0,
      "media.cubeb.backend": "",
    },
  });
}
