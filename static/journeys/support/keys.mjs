// A person without a pointer. Everything is reached by Tab, so what cannot be reached fails. Its page
// is one that `Listener.of` made.
import assert from "node:assert/strict";
import { until } from "./until.mjs";

/** So many stops between two things are too many for a person, too. */
const MOST_STOPS = 120;

export class Keys {
  #chooser = null;

  constructor(page) {
    this.page = page;
    // From the start: a listener that comes with the key press may come after it.
    page.on("filechooser", (chooser) => (this.#chooser = chooser));
  }

  /** Tabs to an element; it must be there, reachable, and show that it has the focus. */
  async to(locator) {
    await locator.waitFor({ state: "attached" });
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await locator.evaluate((it) => it === document.activeElement)) {
        const seen = await locator.evaluate((it) => {
          const box = it.getBoundingClientRect();
          return it.matches(":focus-visible") && box.width > 0 && box.height > 0;
        });
        assert.ok(seen, `${locator}: the focus can be seen`);
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    assert.fail(`${locator} is not reached by ${MOST_STOPS} tabs`);
  }

  async enter(locator) {
    await this.to(locator);
    await this.page.keyboard.press("Enter");
  }

  /** Presses what leads to another page, and waits until that has come and has the focus where it wants it. */
  async visit(locator) {
    await this.to(locator);
    const before = await this.page.evaluate(() => window.journey.loads);
    await this.page.keyboard.press("Enter");
    await until(() => this.page.evaluate((count) => window.journey?.loads > count, before), `${locator} leads on`);
  }

  async type(locator, text) {
    await this.to(locator);
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.type(text);
  }

  /** Opens the chooser of a file input with Enter, and chooses files. */
  async choose(locator, paths) {
    await this.to(locator);
    this.#chooser = null;
    await this.page.keyboard.press("Enter");
    const chooser = await until(() => this.#chooser, `Enter on ${locator} opens the chooser`);
    await chooser.setFiles(paths);
  }
}
