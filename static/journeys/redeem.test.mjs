// Download codes: an artist makes and prints them, two guests redeem one each, with scripts and without.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";

const PASSWORD = "a long enough password";
let instance, browser, codes;

before(async () => {
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  await instance.account("ode@example.org", PASSWORD);
});

after(async () => {
  await browser?.close();
  await instance?.remove();
});

test("an artist makes codes, saves them and prints them", { timeout: 60_000 }, async () => {
  const artist = await Person.enter(browser, instance.url);
  await artist.signIn("ode@example.org", PASSWORD);
  const page = await artist.page();
  await page.goto("/studio");
  await page.getByRole("link", { name: "Make your artist" }).click();
  await page.getByLabel("Name").fill("Ode");
  await page.getByLabel("Handle").fill("ode");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/studio(\/artists\/ode|\/releases.*)?$/);
  await page.goto("/studio/releases/new");
  await page.getByLabel("Title").fill("Low Water");
  await page.getByRole("button", { name: "Go on to the files" }).click();
  await page.getByRole("navigation", { name: "Release" }).getByRole("link", { name: "Codes" }).click();
  await page.getByRole("heading", { name: "Download codes" }).waitFor();
  await page.getByLabel("What they are for").fill("Vinyl");
  await page.getByLabel("How many").fill("3");
  await page.getByRole("button", { name: "Make the codes" }).click();
  await page.getByText("0 of 3").waitFor();

  const table = await page.getByRole("link", { name: "Table of Vinyl" }).getAttribute("href");
  const text = await (await page.request.get(table)).text();
  codes = text.trim().split("\r\n").slice(1).map((line) => line.split(",")[0]);
  assert.equal(codes.length, 3);
  await page.getByRole("link", { name: "Print Vinyl" }).click();
  const picture = page.getByRole("img", { name: `QR code of ${codes[0]}` });
  await picture.waitFor();
  const { width, height } = await picture.boundingBox();
  assert.ok(width > 120 && Math.abs(width - height) < 2, `a square to scan, not ${width} by ${height}`);
  artist.check();
  await artist.leave();
});

/** Finds the page from the footer, slips once, and redeems a code. */
async function redeem(page, code, email) {
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "Redeem a code" }).click();
  await page.getByLabel("Your code").fill("ABCD-EFGHJ-KMNP");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Redeem" }).click();
  await page.getByText("We do not know this code.").waitFor();
  assert.equal(await page.getByLabel("E-mail").inputValue(), email, "what was typed stays");
  await page.getByLabel("Your code").fill(code.toLowerCase().replaceAll("-", " "));
  await page.getByRole("button", { name: "Redeem" }).click();
  await page.getByRole("heading", { level: 1, name: "Low Water is yours" }).waitFor();
  const mail = await instance.mail(email, "/redemptions/");
  const link = /https?:\/\/\S+\/redemptions\/[\w-]+\/[\w-]+/.exec(mail)[0];
  assert.equal(link, page.url());
}

for (const javaScriptEnabled of [true, false]) {
  const way = javaScriptEnabled ? "with scripts" : "without scripts";
  test(`a guest redeems a code ${way}`, { timeout: 60_000 }, async () => {
    const guest = await Person.enter(browser, instance.url, { javaScriptEnabled });
    guest.expected.add(422);
    const page = await guest.page();
    await redeem(page, codes[javaScriptEnabled ? 0 : 1], `${javaScriptEnabled ? "ann" : "bob"}@example.org`);

    // The QR code leads to the form, filled in; a code that is gone says so.
    await page.goto(`/redeem/${codes[javaScriptEnabled ? 0 : 1]}`);
    await page.getByLabel("E-mail").fill("eve@example.org");
    await page.getByRole("button", { name: "Redeem" }).click();
    await page.getByText("This code was redeemed already on").waitFor();
    guest.check();
    await guest.leave();
  });
}
