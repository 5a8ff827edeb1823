// Alone: nothing else runs beside it, for what is heard is measured.
// An artist goes live from the page itself, with the microphone that Chromium plays for tests: levels move, the desk follows, pages
// change under it, the marks come out as a recording.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { until } from "./support/until.mjs";

const EMAIL = "inge@example.org";
const PASSWORD = "harbour lights half off";
let instance, browser, api;

before(async () => {
  [instance, browser] = await Promise.all([startInstance(), launch(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"])]);
  await instance.account(EMAIL, PASSWORD);
  api = new Api(instance.url, await instance.token(EMAIL));
  await api.call("POST", "artists", { handle: "inge", name: "Inge Dahl" });
});

after(async () => {
  await browser?.close();
  await instance?.remove();
});

/** A show's desk. `prepare` is done to its page before anything is loaded. */
async function desk(title, prepare = async () => undefined) {
  const show = await api.call("POST", "shows", { artist: "inge", title });
  const person = await Person.enter(browser, instance.url, { permissions: ["microphone"] });
  await person.signIn(EMAIL, PASSWORD);
  const page = await person.page();
  await prepare(page);
  await page.goto(`/studio/shows/${show.id}`);
  return { show, person, page };
}

const width = (page, part) => page.locator(`tw-go-live [data-live=${part}] .level-bar`).evaluate((bar) => Number(bar.getAttribute("width")));
const text = (page, name) => page.locator(`[data-desk=${name}]`).first().textContent();

test("the microphone of this page is on air, goes on while pages change, and ends with a recording", { timeout: 180_000 }, async () => {
  const { show, person, page } = await desk("Night Tide");
  assert.equal(await text(page, "state"), "Waiting for sound");
  await page.getByRole("button", { name: "Choose a microphone or line in" }).click();
  const devices = page.getByLabel("Device", { exact: true }).locator("option");
  await until(async () => (await devices.count()) > 0, "devices have names now");
  await until(async () => (await width(page, "left")) > 5, "the level of the device moves");
  assert.equal((await api.call("GET", `shows/${show.id}`)).state, "planned", "nothing goes out yet");

  await page.getByRole("button", { name: "Go live", exact: true }).click();
  await until(async () => (await text(page, "state")) === "On air", "the desk says that it is on air", 30_000);
  assert.equal(await text(page, "source"), "A browser");
  await until(async () => /Opus/.test(await text(page, "format")), "the desk says what comes in");
  await until(async () => /−?\d+\.\d LUFS/.test(await text(page, "loudness")), "the desk says how loud it is");
  assert.equal((await api.call("GET", `shows/${show.id}`)).state, "on_air");

  // Another page of the studio, and back: the sound goes on.
  await page.evaluate(() => (window.untouched = true));
  await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Audience" }).click();
  await page.waitForURL(/\/audience$/);
  await page.getByRole("navigation", { name: "Show" }).getByRole("link", { name: "Desk" }).click();
  await page.getByRole("button", { name: "Stop sending" }).waitFor();
  await until(async () => (await text(page, "state")) === "On air", "it is on air still");
  assert.equal(await page.evaluate(() => window.untouched), true, "no page was loaded anew");

  await page.getByLabel("What begins").fill("Ebb");
  await page.getByRole("button", { name: "Set a mark" }).click();
  await page.getByText("“Ebb” is marked.").waitFor();
  await until(async () => (await api.call("GET", `shows/${show.id}/marks`)).marks.some((mark) => mark.title === "Ebb"), "the mark is kept");

  await page.getByRole("button", { name: "Stop sending" }).click();
  await until(async () => (await text(page, "state")) === "Waiting for sound", "the desk says that the sound is gone", 30_000);
  await page.getByRole("button", { name: "End the show" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End the show" }).click();
  await page.getByRole("link", { name: "Recording and marks" }).waitFor();
  assert.equal((await api.call("GET", `shows/${show.id}`)).state, "over");
  await page.getByRole("link", { name: "Recording and marks" }).click();
  await page.locator(".mark-handle").first().waitFor();
  const at = page.locator("[data-mark] [name=at]").first();
  const before = await at.inputValue();
  await page.locator(".mark-handle").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await at.inputValue(), before, "an arrow key moves the mark");
  await page.getByRole("button", { name: "Save the marks" }).click();
  await page.getByText("The marks are saved.").waitFor();
  person.check();
  await person.leave();
});

test("a show that somebody ends elsewhere lets the microphone go, and the page says so", { timeout: 120_000 }, async () => {
  const { show, person, page } = await desk("Neap");
  await page.getByRole("button", { name: "Choose a microphone or line in" }).click();
  await page.getByRole("button", { name: "Go live", exact: true }).click();
  await until(async () => (await text(page, "state")) === "On air", "it is on air", 30_000);
  await api.call("PUT", `shows/${show.id}/ending`);
  await page.getByRole("link", { name: "Recording and marks" }).waitFor();
  assert.equal(await page.locator("tw-go-live").count(), 0);
  await person.leave();
});

test("a browser takes over from its own line that died unseen, and from nobody else", { timeout: 120_000 }, async () => {
  const lines = [];
  const carry = (line) => {
    const it = { line, dead: false, ended: false, besides: lines.filter(({ ended }) => !ended).length };
    const server = line.connectToServer();
    server.onMessage((message) => it.dead || line.send(message));
    server.onClose(() => {
      it.ended = true;
      return it.dead || line.close();
    });
    // Of a line that died the server does not hear that the page has left it.
    line.onClose(() => it.dead || server.close());
    lines.push(it);
  };
  const { show, person, page } = await desk("Spring", (page) => page.routeWebSocket(/[/]live[/][^/]+[/]source/, carry));
  const goLive = async (on) => {
    await on.getByRole("button", { name: "Choose a microphone or line in" }).click();
    await on.getByRole("button", { name: "Go live", exact: true }).click();
  };
  await goLive(page);
  await until(async () => (await text(page, "state")) === "On air", "it is on air", 30_000);
  const [first] = lines;
  first.dead = true;
  await first.line.close();

  const second = await until(() => lines[1], "the page opens another line");
  assert.equal(second.besides, 1, "the server still has the first");
  await page.locator("tw-go-live").getByText("What you play goes out.").waitFor();
  await until(() => first.ended, "the server has let the first go");
  const playlist = async () => (await fetch(`${instance.url}/live/${show.slug}/aac-128/index.m3u8`)).text();
  await until(async () => (await playlist()).includes("2.init.mp4"), "listeners hear the second line");
  await until(async () => (await text(page, "state")) === "On air", "the desk says that it is on air");

  // Whoever was not on air takes nobody's place.
  const other = await person.page();
  await other.goto(page.url());
  await goLive(other);
  await other.locator("tw-go-live").getByText("Another source feeds this show.").waitFor();
  await page.locator("tw-go-live").getByText("What you play goes out.").waitFor();
  assert.deepEqual(lines.map(({ ended }) => ended), [true, false]);
  await page.getByRole("button", { name: "Stop sending" }).click();
  await until(async () => (await text(page, "state")) === "Waiting for sound", "the sound is gone", 30_000);
  person.check();
  await person.leave();
});

test("without a script the desk is forms, and says which way is left", { timeout: 60_000 }, async () => {
  const show = await api.call("POST", "shows", { artist: "inge", title: "Slack" });
  const person = await Person.enter(browser, instance.url, { javaScriptEnabled: false });
  await person.signIn(EMAIL, PASSWORD);
  const page = await person.page();
  await page.goto(`/studio/shows/${show.id}`);
  assert.equal(await page.getByRole("button", { name: "Go live", exact: true }).count(), 0);
  await page.getByText("This way needs JavaScript.").waitFor();
  await page.getByRole("button", { name: "Make a key for this show" }).click();
  const key = await page.locator("code.token").textContent();
  assert.match(key, /^live_/);
  assert.ok((await page.locator("pre.recipe").allTextContents()).some((recipe) => recipe.includes(`icecast://source:${key}@`)), "the command has the key in it");
  await person.leave();
});
