// Chromium as the tests use it, and a watch over every page: errors in the console, requests to other places, breaches of
// the content security policy.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=user-gesture-required"];

/** One Chromium for a test file, with more flags if need be; close it at the end. */
export function launch(more = []) {
  return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: [...FLAGS, ...more] });
}

/** A person's own browser: a context whose every page is watched. `seen` gathers what must not be. */
export class Person {
  constructor(context, origin) {
    this.context = context;
    this.origin = origin;
    this.seen = [];
    /** Status codes of pages that the test asks for on purpose; the console speaks of them too. */
    this.expected = new Set();
    context.on("page", (page) => this.#watch(page));
  }

  /** @param {import("playwright-core").Browser} browser @param {string} origin of the instance @param {object} options of the context */
  static async enter(browser, origin, options = {}) {
    const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
    context.setDefaultTimeout(20_000);
    context.setDefaultNavigationTimeout(30_000);
    const person = new Person(context, origin);
    if (options.javaScriptEnabled !== false) {
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => console.error(`CSP ${event.violatedDirective}: ${event.blockedURI}`));
      });
    }
    return person;
  }

  #watch(page) {
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const status = /status of (\d+)/.exec(message.text())?.[1];
      if (status && this.expected.has(Number(status))) return;
      this.seen.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.seen.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.origin !== this.origin && !["data:", "blob:"].includes(url.protocol)) this.seen.push(`elsewhere: ${url}`);
    });
  }

  page() {
    return this.context.newPage();
  }

  /** Fails if anything was seen that must not be. */
  check() {
    assert.deepEqual([...new Set(this.seen)], []);
  }

  /** Signs in by the form, in a page of its own. */
  async signIn(email, password) {
    const page = await this.page();
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.locator("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Studio" }).waitFor();
    await page.close();
  }

  async leave() {
    await this.context.close();
  }
}
