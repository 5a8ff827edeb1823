// A person without a pointer. Everything is reached by Tab, so what cannot be reached fails.
import assert from "node:assert/strict";

/** So many stops between two things are too many for a person, too. */
const MOST_STOPS = 120;

export class Keys {
  constructor(page) {
    this.page = page;
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

  async type(locator, text) {
    await this.to(locator);
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.type(text);
  }

  /** Opens the chooser of a file input with Enter, and chooses files. */
  async choose(locator, paths) {
    await this.to(locator);
    const [chooser] = await Promise.all([this.page.waitForEvent("filechooser"), this.page.keyboard.press("Enter")]);
    await chooser.setFiles(paths);
  }
}
