// Everything that fediverse-pasture-inputs and funfedi-parsing-test-cases have, sent as their authors would; and the tools of
// others that look at an actor and write to it.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort } from "../../static/journeys/support/instance.mjs";
import { House } from "./support/house.mjs";
import { Peer } from "./support/peer.mjs";
import { EXPECTED, NUMBERS } from "./support/inputs.mjs";
import { pasture } from "./support/python.mjs";

const LIMIT = { timeout: 240_000 };
let house, peer, artist, fan, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tonewood-pasture-"));
  [house, peer] = await Promise.all([House.start(), Peer.start("pasture")]);
  const owner = await house.person("ode");
  artist = { owner, actor: await house.newArtist(owner, "ode") };
  // Who is followed here is not ignored for want of somebody who would see it.
  fan = await house.fan("fan");
  await fan.follow(peer.actor);
  const follow = await peer.came.one(({ type }) => type === "Follow", "the fan follows");
  const { json } = await house.get(follow.actor);
  assert.equal((await peer.send(json.inbox, peer.says("Accept", follow))).status, 202);
}, LIMIT);

after(async () => {
  await Promise.all([peer?.stop(), house?.remove()]);
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** What an activity is answered with and counted as. */
async function outcome(inbox, activity, instead) {
  const was = await house.taken();
  const { status } = await peer.send(inbox, activity, instead);
  const is = await house.taken();
  const counted = Object.keys(is).find((word) => is[word] !== (was[word] ?? 0));
  return counted ? `${status} ${counted}` : String(status);
}

test("takes, ignores or refuses every example, and never fails", LIMIT, async () => {
  const file = join(folder, "actor.json");
  await writeFile(file, JSON.stringify(peer.document));
  const inputs = await pasture("inputs.py", peer.actor, file, artist.actor);
  const number = (author) => inputs.filter(({ set }) => set.startsWith(author)).length;
  assert.deepEqual([number("pasture/"), number("funfedi/")], NUMBERS);
  const { json } = await house.get(artist.actor);
  const found = {};
  for (const { set, name, activity } of inputs) {
    const came = await outcome(json.inbox, activity);
    if (came !== "202 taken") found[`${set}: ${name}`] = came;
  }
  assert.deepEqual(found, EXPECTED);
  const feed = await fan.page("/feed");
  assert.ok(feed.split(peer.document.name).length > 10, `what was taken is shown to who follows: ${feed}`);
  assert.equal((await house.get("/", "text/html")).status, 200, "the server is alive");
  assert.doesNotMatch(house.log, /panicked/);
});

test("the same activity a second time changes nothing", LIMIT, async () => {
  const { json } = await house.get(artist.actor);
  const note = { id: `${peer.url}/notes/twice`, type: "Note", attributedTo: peer.actor, content: "<p>twice</p>", to: artist.actor };
  const create = peer.says("Create", note, { to: artist.actor });
  assert.deepEqual([await outcome(json.inbox, create), await outcome(json.inbox, create)], ["202 taken", "202 repeated"]);
});

test("a first knock that fails is answered 401, and the second counts", LIMIT, async () => {
  const { json } = await house.get(artist.actor);
  const follow = peer.says("Follow", artist.actor);
  const created = Math.floor(Date.now() / 1000);
  const covered = '("@method" "@target-uri" "@authority" "host" "date" "content-digest")';
  const knock = { "signature-input": `sig1=${covered};created=${created};keyid="${peer.keyId}";alg="rsa-v1_5-sha256"`, signature: "sig1=:AAAA:" };
  assert.deepEqual([await outcome(json.inbox, follow, knock), await outcome(json.inbox, follow)], ["401", "202 taken"]);
});

test("verify_actor of fediverse-pasture finds nothing wrong", LIMIT, async () => {
  const [{ result, steps }] = await pasture("verify_actor.py", String(await freePort()), `acct:ode@${house.domain}`);
  const signs = { get_actor: true, post_inbox: true };
  // These two sign nothing, so what they post is refused.
  const without = { get_actor: true, post_inbox: false };
  assert.deepEqual(result, { alice: without, bob: signs, claire: signs, dean: without, emily: signs, frank: signs, webfinger: true }, steps.join("\n"));
});

test("apkit reads the actor and writes to it", LIMIT, async () => {
  const [key, said] = [join(folder, "key.pem"), join(folder, "follow.json")];
  await writeFile(key, peer.privateKey.export({ type: "pkcs8", format: "pem" }));
  const follow = peer.says("Follow", artist.actor);
  await writeFile(said, JSON.stringify(follow));
  const [{ read, status, text }] = await pasture("apkit_peer.py", artist.actor, peer.keyId, key, said);
  assert.deepEqual([read.class, read.name, status], ["Person", "ode", 202], text);
  await peer.came.one(({ type, object }) => type === "Accept" && object?.id === follow.id, "the follow is accepted");
});
