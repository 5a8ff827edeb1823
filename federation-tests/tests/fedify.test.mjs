// A release in the eyes of a server made with Fedify, and what its people do with it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../../static/journeys/support/until.mjs";
import { Fedify } from "./support/fedify.mjs";
import { House } from "./support/house.mjs";

const LIMIT = { timeout: 180_000 };
let house, fedify, artist;

before(async () => {
  [house, fedify] = await Promise.all([House.start(), Fedify.start()]);
  artist = await house.artist("ode", { name: "Ode Halloran" });
}, LIMIT);

after(async () => {
  await Promise.all([fedify?.stop(), house?.remove()]);
});

/** Waits for an activity of a type about an object. */
const comes = (type, about, which = type) =>
  fedify.came.one(({ json, read }) => read.type === type && [json.object, json.object?.id].includes(about), which);

const collections = () => ({ likes: `${artist.note}/likes`, shares: `${artist.note}/shares`, replies: `${artist.note}/replies` });
const tell = (say, given = {}) => fedify.ask(say, { to: artist.actor, ...given });

test("a server made with Fedify and an artist's release", LIMIT, async (t) => {
  let follow, comment;
  await t.test("reads the actor", async () => {
    const { json, read } = await fedify.ask("look", { at: artist.actor });
    assert.equal(read.type, "Person");
    assert.deepEqual([json.preferredUsername, json.name], ["ode", "Ode Halloran"]);
  });

  await t.test("follows by the actor's address, with RFC 9421 first, and is accepted", async () => {
    follow = await tell("follow");
    const { json } = await comes("Accept", follow);
    assert.equal(json.actor, artist.actor);
    assert.equal(await house.count(`${artist.actor}/followers`), 1);
  });

  await t.test("hears nothing of a draft", async () => {
    await artist.api.call("PATCH", `releases/${artist.release.id}`, { about: "Recorded at night." });
    assert.equal((await house.get(artist.note)).status, 404);
    assert.deepEqual(fedify.came.all.map(({ read }) => read.type), ["Accept"]);
  });

  await t.test("gets the published release as one note with one sound", async () => {
    await artist.api.call("PUT", `releases/${artist.release.id}/publication`, {});
    const { json, read } = await comes("Create", artist.note);
    const note = read.object;
    assert.deepEqual([note.type, note.id, note.url, note.attributedTo], ["Note", artist.note, artist.page, artist.actor]);
    for (const words of ["Low Water", "Neap", "Ebb"]) assert.ok(note.content.includes(words), `${words} is in ${note.content}`);
    assert.equal(note.attachments.length, 1, "Mastodon shows a player for exactly one attachment");
    const [sound] = note.attachments;
    assert.equal(sound.mediaType, "audio/mpeg");
    assert.ok(sound.icon, "the cover is in the attachment's icon");
    assert.ok(json["@context"], "the activity explains its words");
    const all = await fetch(sound.url);
    assert.deepEqual([all.status, all.headers.get("content-type"), all.headers.get("accept-ranges")], [200, "audio/mpeg", "bytes"]);
    assert.ok((await all.arrayBuffer()).byteLength > 20_000, "the file is the whole track");
    const part = await fetch(sound.url, { headers: { range: "bytes=100-199" } });
    assert.deepEqual([part.status, (await part.arrayBuffer()).byteLength], [206, 100]);
    const cover = await fetch(sound.icon);
    assert.equal(cover.status, 200);
    assert.match(cover.headers.get("content-type"), /^image\//);
  });

  await t.test("finds that note at the address of the release's page", async () => {
    const { read } = await fedify.ask("look", { at: artist.page });
    assert.deepEqual([read.type, read.id, read.attachments.length], ["Note", artist.note, 1]);
    const { headers } = await house.get(new URL(artist.page).pathname, "text/html");
    assert.match(headers.get("vary") ?? "", /accept/i);
  });

  await t.test("answers, and the comment stands on the release's page under its author's name", async () => {
    comment = await tell("write", { replyTo: artist.note, content: "<p>Like <em>standing</em> in the tide<script>alert(1)</script></p>" });
    const page = await house.page(artist.page);
    assert.ok(page.includes("Like <em>standing</em> in the tide"), "the comment is there");
    assert.ok(page.includes("Faye of Fedify"), "its author is named");
    assert.ok(page.includes(`localhost:${fedify.port}`), "and where the author is from");
    assert.ok(!page.includes("alert(1)"), "what could run is gone");
    // The tracks' own notes stand among the answers to a release's.
    assert.equal(await house.count(collections().replies), 1 + artist.tracks.length);
  });

  await t.test("edits it", async () => {
    await tell("edit", { note: comment, content: "<p>Like lying in the tide</p>" });
    const page = await house.page(artist.page);
    assert.ok(page.includes("Like lying in the tide"));
    assert.ok(!page.includes("standing"));
  });

  await t.test("likes and boosts, and takes both back", async () => {
    const like = await tell("like", { object: artist.note });
    const boost = await tell("boost", { object: artist.note });
    const { likes, shares } = collections();
    assert.deepEqual([await house.count(likes), await house.count(shares)], [1, 1]);
    await tell("like", { object: artist.note });
    assert.equal(await house.count(likes), 1, "a second like of the same person is the first");
    await tell("undo", { activity: boost });
    await tell("undo", { activity: like });
    assert.deepEqual([await house.count(likes), await house.count(shares)], [0, 0]);
  });

  await t.test("deletes its comment", async () => {
    await tell("delete", { note: comment });
    const page = await house.page(artist.page);
    assert.ok(!page.includes("lying in the tide"));
    assert.ok(!page.includes("Faye of Fedify"));
  });

  await t.test("hears that the text has changed", async () => {
    await artist.api.call("PATCH", `releases/${artist.release.id}`, { title: "Lower Water" });
    const { read } = await comes("Update", artist.note);
    assert.ok(read.object.content.includes("Lower Water"));
  });

  await t.test("hears that the release is taken down", async () => {
    await artist.api.call("DELETE", `releases/${artist.release.id}/publication`);
    const { read } = await comes("Delete", artist.note);
    assert.equal(read.object.type, "Tombstone");
    const { status, json } = await house.get(artist.note);
    assert.deepEqual([status, json.type], [410, "Tombstone"]);
  });

  await t.test("unfollows", async () => {
    await tell("undo", { activity: follow });
    assert.equal(await house.count(`${artist.actor}/followers`), 0);
  });
});

test("a fan here follows somebody there, and reads what they write", LIMIT, async () => {
  const fan = await house.fan("mara");
  await fan.follow(fedify.actor);
  const { json } = await fedify.came.one(({ read }) => read.type === "Follow", "Follow");
  assert.equal(json.object, fedify.actor);
  await until(() => fan.follows("Faye of Fedify"), "the answer has come");
  const note = await fedify.ask("write", { to: json.actor, content: "<p>Slack water at <b>noon</b></p>" });
  assert.ok((await fan.page("/feed")).includes("Slack water at <b>noon</b>"));
  await fedify.ask("delete", { to: json.actor, note });
  assert.ok(!(await fan.page("/feed")).includes("Slack water"));
});

test("a server that signs as draft-cavage says follows too", LIMIT, async () => {
  const old = await Fedify.start({ firstKnock: "draft-cavage-http-signatures-12" });
  try {
    const follow = await old.ask("follow", { to: artist.actor });
    await old.came.one(({ read, json }) => read.type === "Accept" && json.object?.id === follow, "Accept");
    assert.equal(await house.count(`${artist.actor}/followers`), 1);
  } finally {
    await old.stop();
  }
});
