// Buying in the sandbox, with and without JavaScript: as a guest, as a fan, a tip, and a refund by the artist.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";
import { sound } from "./support/sounds.mjs";
import { until } from "./support/until.mjs";

const PASSWORD = "a long enough password";
let instance, browser, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-sounds-"));
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  for (const name of ["ode", "fan"]) await instance.account(`${name}@example.org`, PASSWORD);
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  const files = [await sound(folder, "Slack Water.flac", { seconds: 4, title: "Slack Water" })];
  const price = { mode: "minimum", amount_minor: 700, currency: "EUR" };
  const { release } = await api.publish({ handle: "ode", name: "Ode Halloran", title: "Low Water", files, more: { price } });
  await api.call("PUT", `releases/${release.id}/publication`, {});
  await setUp();
});

after(async () => {
  await browser?.close();
  await instance?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function signIn(page, name) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(`${name}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/studio/);
}

/** The artist sets up payments, on the sandbox's page that plays the provider's. */
async function setUp() {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await signIn(page, "ode");
  await page.goto("/studio/artists/ode/money/account");
  await page.getByRole("button", { name: "Set up payments" }).click();
  // Nobody can be paid whose country is not known.
  await page.getByLabel("Country you pay taxes in").selectOption("NL");
  await page.getByRole("button", { name: "Save" }).click();
  await page.goto("/studio/artists/ode/money/account");
  await page.getByRole("button", { name: "Set up payments" }).click();
  await page.getByRole("button", { name: "Tell everything" }).click();
  await page.waitForURL(/\/studio\/artists\/ode\/money/);
  person.check();
  await person.context.close();
}

/** Fills in the form of a purchase and goes on to the sandbox. */
async function agree(page, { email, amount, tip = false }) {
  if (amount) await page.getByLabel(/price/).fill(amount);
  if (email) await page.locator("main").getByLabel("E-mail").fill(email);
  await page.getByLabel("Country you live in").selectOption("NL");
  if (!tip) {
    for (const name of ["begins", "waives"]) {
      assert.equal(await page.locator(`#f-${name}`).isChecked(), false, "no consent is given by default");
      await page.locator(`#f-${name}`).check();
    }
  }
  await page.getByRole("button", { name: /^Go on to pay/ }).click();
  await page.waitForURL(/\/sandbox\/checkouts\//);
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a guest buys a release, ${how}`, async () => {
    const person = await Person.enter(browser, instance.url, { javaScriptEnabled });
    person.expected.add(422); // The card that is declined on purpose.
    const page = await person.page();
    const email = `guest-${javaScriptEnabled}@example.org`;
    await page.goto("/@ode/low-water");
    await page.locator(".buy").getByLabel("Name your price").fill("9");
    await page.locator(".buy").getByRole("button", { name: "Buy" }).click();
    await page.waitForURL(/\/buy\/releases\//);
    assert.equal(await page.getByLabel("Your price").inputValue(), "9", "the amount comes along");
    await agree(page, { email });
    await page.getByText("Is declined").click();
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.getByText("The card was declined.").waitFor();
    await page.getByText("Asks for 3-D Secure").click();
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.getByRole("button", { name: "It is me" }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    const own = page.url();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(".files .dl a").first().click()]);
    assert.match(download.suggestedFilename(), /\.(flac|mp3)$/);
    // The first to ask for a file waits for it on a page of its own.
    await page.goto(own);
    await page.getByRole("link", { name: "Receipt" }).click();
    await page.getByText("€9.00").first().waitFor();
    await instance.mail(email, "/purchases/");
    person.check();
    await person.context.close();
  });

  test(`somebody gives a tip, ${how}`, async () => {
    const person = await Person.enter(browser, instance.url, { javaScriptEnabled });
    const page = await person.page();
    await page.goto("/@ode");
    await page.getByRole("link", { name: "Give a tip" }).click();
    await page.waitForURL(/\/tips\/ode/);
    await agree(page, { email: `giver-${javaScriptEnabled}@example.org`, amount: "3", tip: true });
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    person.check();
    await person.context.close();
  });
}

test("a fan buys it, and the artist gives the money back", async () => {
  const fan = await Person.enter(browser, instance.url);
  const page = await fan.page();
  await signIn(page, "fan");
  await page.goto("/@ode/low-water");
  await page.locator(".buy").getByRole("button", { name: "Buy" }).click();
  await agree(page, {});
  await page.getByRole("button", { name: /^Pay/ }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  const own = page.url();
  await page.goto("/account/purchases");
  await page.getByRole("link", { name: "Low Water by Ode Halloran", exact: true }).waitFor();

  const artist = await Person.enter(browser, instance.url, { javaScriptEnabled: false });
  const studio = await artist.page();
  await signIn(studio, "ode");
  await studio.goto("/studio/sales/ode");
  await studio.locator("tr", { hasText: "fan@example.org" }).getByRole("link").click();
  await studio.getByRole("button", { name: "Give it back" }).click();
  await studio.getByText("went back to the buyer").waitFor();
  await until(async () => {
    await page.goto(own);
    return page.getByRole("heading", { name: "The money went back" }).isVisible();
  }, "the buyer's page says so");
  artist.check();
  fan.check();
});
