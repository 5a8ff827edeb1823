// Joining an artist in the sandbox and cancelling, with and without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch, Person } from "./support/browser.mjs";
import { startInstance } from "./support/instance.mjs";

const PASSWORD = "a long enough password";
let instance, browser;

before(async () => {
  [instance, browser] = await Promise.all([startInstance(), launch()]);
  for (const name of ["ode", "true", "false"]) await instance.account(`${name}@example.org`, PASSWORD);
  const api = new Api(instance.url, await instance.token("ode@example.org"));
  await api.call("POST", "artists", { handle: "ode", name: "Ode Halloran" });
  await offer();
});

after(async () => {
  await browser?.close();
  await instance?.remove();
});

async function fillIn(page, name) {
  await page.getByLabel("E-mail").fill(`${name}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
}

/** The artist sets up payments in the sandbox and offers a tier. */
async function offer() {
  const person = await Person.enter(browser, instance.url);
  const page = await person.page();
  await page.goto("/sign-in");
  await fillIn(page, "ode");
  await page.waitForURL(/\/studio/);
  await page.goto("/studio/artists/ode/money/account");
  await page.getByRole("button", { name: "Set up payments" }).click();
  // Nobody can be paid whose country is not known.
  await page.getByLabel("Country you pay taxes in").selectOption("NL");
  await page.getByRole("button", { name: "Save" }).click();
  await page.goto("/studio/artists/ode/money/account");
  await page.getByRole("button", { name: "Set up payments" }).click();
  await page.getByRole("button", { name: "Tell everything" }).click();
  await page.waitForURL(/\/studio\/artists\/ode\/money/);
  await page.goto("/studio/artists/ode/tiers");
  await page.getByRole("link", { name: "Make a tier" }).click();
  await page.getByLabel("Name").fill("Harbour");
  await page.getByLabel("A month").fill("5");
  await page.getByRole("button", { name: "Offer it" }).click();
  await page.getByText("“Harbour” is offered on the artist's page now.").waitFor();
  person.check();
  await person.context.close();
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a fan joins and cancels, ${how}`, async () => {
    const person = await Person.enter(browser, instance.url, { javaScriptEnabled });
    const page = await person.page();
    await page.goto("/@ode");
    await page.getByRole("link", { name: "Become a member" }).click();
    await page.getByRole("link", { name: "Sign in to join" }).click();
    await fillIn(page, String(javaScriptEnabled));
    await page.waitForURL(/\/@ode\/membership/);
    await page.getByText("Harbour, €5.00 a month").click();
    await page.getByLabel("Country you live in").selectOption("NL");
    for (const name of ["begins", "waives"]) {
      assert.equal(await page.locator(`#f-${name}`).isChecked(), false, "no consent is given by default");
      await page.locator(`#f-${name}`).check();
    }
    await page.getByRole("button", { name: "Go on to pay" }).click();
    await page.waitForURL(/\/sandbox\/checkouts\//);
    await page.getByRole("button", { name: /^Pay/ }).click();
    await page.getByText("You are a member of Ode Halloran. Thank you.").waitFor();
    await instance.mail(`${javaScriptEnabled}@example.org`, "/account/memberships/");

    await page.goto("/account/memberships");
    await page.getByRole("link", { name: /^Manage/ }).click();
    await page.getByRole("button", { name: "Cancel the membership" }).click();
    await page.getByText("You cancelled.").waitFor();
    await page.getByRole("button", { name: "Stay a member" }).click();
    await page.getByRole("button", { name: "Cancel the membership" }).waitFor();
    person.check();
    await person.context.close();
  });
}
