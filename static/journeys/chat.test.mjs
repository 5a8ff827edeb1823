// The chat beside a show as people have it: the artist, a fan with an account and a guest, each in a browser of their own; a line
// that is deleted, somebody who is muted, slow mode, and what was said for whoever has no script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
/** Seconds between two lines of one person, in the second show. */
const SLOW = 3;
let instance, browser, api;

before(async () => {
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD);
  await instance.account("fan@example.org", PASSWORD);
  api = new Api(instance.url, await instance.token("ode@example.org"));
  await api.call("POST", "artists", { handle: "ode", name: "Ode Halloran" });
  const starts_at = new Date(Date.now() + 3_600_000).toISOString();
  await api.call("POST", "shows", { artist: "ode", title: "Night Tide", slug: "night", starts_at, chat: "guests", slow_mode_seconds: 0 });
  await api.call("POST", "shows", { artist: "ode", title: "Slack Water", slug: "slack", starts_at, chat: "guests", slow_mode_seconds: SLOW });
});

after(async () => {
  await browser?.close();
  await instance?.remove();
});

/** Somebody at the page of a show, connected to its chat. */
async function at(slug, { email = "", ...options } = {}) {
  const person = await Person.enter(browser, instance.url, options);
  if (email) await person.signIn(email, PASSWORD);
  const page = await person.page();
  let ready = options.javaScriptEnabled === false;
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => (ready ||= String(payload).includes('"ready"'))));
  await page.goto(`/live/${slug}`);
  await until(() => ready, "the chat is connected");
  return { person, page };
}

const lines = (page) => page.locator("[data-chat=lines] > li");
const line = (page, words) => lines(page).filter({ hasText: words });
const state = (page) => page.locator("[data-chat=state]").textContent();

async function say(page, words, name = "") {
  if (name) await page.getByLabel("Your name here").fill(name);
  await page.getByLabel("What you want to say").fill(words);
  await page.getByLabel("What you want to say").press("Enter");
}

/** What a moderator does with a line. */
async function moderate(page, words, button) {
  await line(page, words).getByText("Moderate").click();
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await line(page, words).getByRole("button", { name: button }).click();
  assert.equal((await answer).status(), 204, button);
}

test("an artist, a fan and a guest hear each other; a line is taken away, and who is muted is told", { timeout: 120_000 }, async () => {
  const [artist, fan, guest] = await Promise.all([at("night", { email: "ode@example.org" }), at("night", { email: "fan@example.org" }), at("night", { userAgent: "a guest's browser" })]);
  const all = [artist, fan, guest];
  await guest.page.getByText("Nobody has said anything yet.").waitFor();
  await say(guest.page, "Good evening <b>harbour</b>", "Runa");
  await Promise.all(all.map(({ page }) => line(page, "Good evening <b>harbour</b>").waitFor()));
  await guest.page.getByText("Nobody has said anything yet.").waitFor({ state: "hidden" });
  assert.match(await line(fan.page, "Good evening").textContent(), /Runa\s*guest/, "a guest is told apart");
  await say(artist.page, "Welcome aboard");
  await Promise.all(all.map(({ page }) => line(page, "Welcome aboard").waitFor()));
  assert.match(await line(guest.page, "Welcome aboard").textContent(), /Artist/);
  assert.equal(await guest.page.getByText("Moderate").count(), 0, "a guest moderates nothing");
  assert.equal(await fan.page.getByText("Moderate").count(), 0, "a fan moderates nothing");
  const { violations } = await new AxeBuilder({ page: artist.page }).setLegacyMode(true).include("#chat").analyze();
  assert.deepEqual(violations.map(({ id }) => id), []);

  await say(fan.page, "Buy my record");
  await Promise.all(all.map(({ page }) => line(page, "Buy my record").waitFor()));
  await moderate(artist.page, "Buy my record", "Delete");
  await Promise.all(all.map(({ page }) => line(page, "Buy my record").waitFor({ state: "detached" })));

  await moderate(artist.page, "Good evening", "Mute 10 min");
  await say(guest.page, "Can you hear me");
  await until(async () => /mut/i.test(await state(guest.page)), "the guest reads that they are muted");
  assert.equal(await guest.page.getByLabel("What you want to say").inputValue(), "Can you hear me", "what was typed is kept");
  await say(fan.page, "A quiet night");
  await Promise.all(all.map(({ page }) => line(page, "A quiet night").waitFor()));
  for (const { page } of all) assert.equal(await line(page, "Can you hear me").count(), 0);

  // The page is made anew from what the server has: the same lines, none that was taken away.
  await fan.page.reload();
  assert.deepEqual(await fan.page.locator("[data-chat=lines] .ch-body").allTextContents(), ["Good evening <b>harbour</b>", "Welcome aboard", "A quiet night"]);
  for (const { person } of all) {
    person.check();
    await person.leave();
  }
});

test("slow mode lets a line through every few seconds, and never holds up the artist", { timeout: 120_000 }, async () => {
  const [artist, guest] = await Promise.all([at("slack", { email: "ode@example.org" }), at("slack")]);
  assert.equal(await state(guest.page), `Slow mode: one line every ${SLOW} s.`);
  await say(guest.page, "First", "Runa");
  const send = guest.page.locator("[data-chat=send]");
  await until(async () => /^Wait \d s$/.test(await send.textContent()), "the button says how long to wait");
  await say(guest.page, "Too soon");
  for (const words of ["One", "Two", "Three"]) {
    await say(artist.page, words);
    await line(guest.page, words).waitFor();
  }
  assert.equal(await line(artist.page, "Too soon").count(), 0);
  await until(async () => (await send.textContent()) === "Send", "it may be sent again");
  assert.equal(await guest.page.getByLabel("What you want to say").inputValue(), "Too soon", "nothing was lost");
  await send.click();
  await line(artist.page, "Too soon").waitFor();
  for (const { person } of [artist, guest]) {
    person.check();
    await person.leave();
  }
});

test("without a script the chat is a page to read and a form to write", { timeout: 60_000 }, async () => {
  const { person, page } = await at("night", { javaScriptEnabled: false });
  assert.deepEqual(await page.locator("[data-chat=lines] .ch-body").allTextContents(), ["Good evening <b>harbour</b>", "Welcome aboard", "A quiet night"]);
  await page.getByLabel("Your name here").fill("Aud");
  await page.getByLabel("What you want to say").fill("From a text browser");
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForURL(/\/live\/night#chat$/);
  assert.equal(await page.locator("[data-chat=lines] .ch-body").last().textContent(), "From a text browser");
  assert.equal(await page.getByLabel("Your name here").inputValue(), "Aud", "the name stays");
  await person.leave();
});
