// Two instances of Tonewood and the people on them: following, publishing, commenting, blocking, moving.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../../static/journeys/support/until.mjs";
import { House } from "./support/house.mjs";

const LIMIT = { timeout: 240_000 };
let here, there, artist, fan, colleague;

before(async () => {
  [here, there] = await Promise.all([House.start(), House.start()]);
  artist = await here.artist("ode", { name: "Ode Halloran" });
  fan = await there.fan("mara");
  colleague = await there.person("halloran");
  await there.newArtist(colleague, "halloran");
}, LIMIT);

after(async () => {
  await Promise.all([here?.remove(), there?.remove()]);
});

const followers = (house, actor) => house.count(`${actor}/followers`);

test("two instances of Tonewood", LIMIT, async (t) => {
  await t.test("a fan follows an artist of the other by handle", async () => {
    await fan.follow(`@ode@${here.domain}`);
    await until(async () => (await followers(here, artist.actor)) === 1, "the artist has a follower");
    await until(() => fan.follows("Ode Halloran"), "the artist's server said yes");
  });

  await t.test("a published release comes into the fan's feed, and plays from its origin", async () => {
    await artist.api.call("PUT", `releases/${artist.release.id}/publication`, {});
    const opened = await until(async () => {
      const page = await fan.page("/feed");
      return page.match(/\/remote\/releases\/[0-9a-f-]+/)?.[0];
    }, "the release is in the feed");
    const page = await until(async () => {
      const found = await fan.page(opened);
      return found.includes("Neap") && found.includes("Ebb") && found;
    }, "every track is there");
    // Pages call nobody but their own instance, so it brings the sound.
    const { mp3 } = JSON.parse(page.match(/data-tracks>(.*?)<\/script>/)[1])[0];
    const sound = await fetch(new URL(mp3, there.url));
    assert.deepEqual([sound.status, sound.headers.get("content-type")], [200, "audio/mpeg"]);
    assert.ok((await sound.arrayBuffer()).byteLength > 20_000, "it is the whole track");
  });

  await t.test("a comment from there stands on the artist's page, and goes when it is deleted", async () => {
    const post = await colleague.answer("halloran", artist.note, "Like standing in the tide");
    await until(async () => (await here.page(artist.page)).includes("Like standing in the tide"), "the comment has come");
    assert.ok((await here.page(artist.page)).includes(`halloran@${there.domain}`), "it says who wrote it");
    await colleague.submit("/studio/posts?artist=halloran", `/posts/${post}/deletion`, {});
    await until(async () => !(await here.page(artist.page)).includes("standing in the tide"), "the comment is gone");
  });

  await t.test("the artist moves there, and the fan follows along", async () => {
    const moved = await there.find("halloran");
    await colleague.submit("/studio/artists/halloran/fediverse", "/studio/artists/halloran/fediverse", { also_known_as: `@ode@${here.domain}` });
    await artist.owner.submit("/studio/artists/ode/fediverse", "/studio/artists/ode/move", { target: `@halloran@${there.domain}`, act: "away" });
    await until(async () => (await followers(there, moved)) === 1, "the artist's new account has the follower");
    assert.deepEqual([await fan.follows("halloran"), await fan.follows("Ode Halloran")], [true, false]);
    await until(async () => (await followers(here, artist.actor)) === 0, "the old account has it no more");
  });

  await t.test("whom the artist blocks cannot follow", async () => {
    await artist.owner.submit("/account/blocks", "/blocks", { handle: `mara@${there.domain}`, kind: "block" });
    const tries = () => fan.send("/follows", "/follows", { address: `@ode@${here.domain}` });
    await until(async () => (await tries()).text.includes("cannot be followed"), "the block has come");
    assert.equal(await followers(here, artist.actor), 0);
  });

  await t.test("of an instance that an admin suspends nothing is seen any more", async () => {
    await colleague.answer("halloran", artist.note, "Said before the block");
    await until(async () => (await here.page(artist.page)).includes("Said before the block"), "the comment has come");
    const admin = await here.person("admin", { admin: true });
    await admin.submit("/admin/blocks", "/admin/blocks", { domain: there.domain, severity: "suspend" });
    assert.ok(!(await here.page(artist.page)).includes("Said before the block"));
    const before = await here.taken();
    await colleague.answer("halloran", artist.note, "Said after the block");
    // What is refused for good waits no longer.
    await until(async () => (await colleague.page("/studio/deliveries?artist=halloran")).includes("Everything has arrived"), "nothing waits");
    assert.deepEqual(await here.taken(), before, "nothing of it was taken");
    assert.ok(!(await here.page(artist.page)).includes("Said after the block"));
  });
});
