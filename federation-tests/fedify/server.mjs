// Somebody on another server: an actor made with Fedify on loopback, http. Whoever starts this process tells it what to do by
// messages, `{ id, say, with }`, and gets `{ id, answer }` or `{ id, trouble }`; each activity that comes is sent as `{ came }`.
// With the first knock as Fedify has it, RFC 9421; what answers 401 gets the second, draft-cavage.
import { createServer } from "node:http";
import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import * as as from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

const PORT = Number(process.env["FEDIFY_PORT"]);
const NAME = "faye";
const notes = new Map();
const sent = new Map();
const bodies = new Map();
const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
const origin = `http://localhost:${PORT}`;
const federation = createFederation({
  kv: new MemoryKvStore(),
  origin,
  allowPrivateAddress: true,
  userAgent: { software: "Fedify-peer/1", url: `${origin}/` },
  ...(process.env["FEDIFY_FIRST_KNOCK"] ? { firstKnock: process.env["FEDIFY_FIRST_KNOCK"] } : {}),
});

federation
  .setActorDispatcher("/users/{identifier}", async (context, identifier) => {
    if (identifier !== NAME) return null;
    const pairs = await context.getActorKeyPairs(identifier);
    return new as.Person({
      id: context.getActorUri(identifier),
      preferredUsername: identifier,
      name: "Faye of Fedify",
      url: new URL(`${origin}/@${identifier}`),
      inbox: context.getInboxUri(identifier),
      followers: context.getFollowersUri(identifier),
      endpoints: new as.Endpoints({ sharedInbox: context.getInboxUri() }),
      publicKey: pairs[0].cryptographicKey,
      assertionMethods: pairs.map(({ multikey }) => multikey),
    });
  })
  .setKeyPairsDispatcher(() => keys);
federation.setFollowersDispatcher("/users/{identifier}/followers", () => ({ items: [] }));
federation.setObjectDispatcher(as.Note, "/notes/{id}", (_, { id }) => notes.get(id) ?? null);
federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
  software: { name: "fedify-peer", version: "1.0.0" },
  protocols: ["activitypub"],
  usage: { users: { total: 1 }, localPosts: 0, localComments: 0 },
}));
federation.setInboxListeners("/users/{identifier}/inbox", "/inbox").on(as.Activity, async (context, activity) => {
  process.send({ came: { ...(await shown(activity)), json: bodies.get(activity.id.href) } });
  bodies.delete(activity.id.href);
  if (activity instanceof as.Follow) {
    const follower = await activity.getActor(context);
    const accept = new as.Accept({ id: fresh("accepts"), actor: context.getActorUri(NAME), object: activity });
    await context.sendActivity({ identifier: NAME }, follower, accept);
  }
});

const context = federation.createContext(new URL(origin), null);
const me = context.getActorUri(NAME);
const fresh = (kind) => new URL(`${origin}/${kind}/${crypto.randomUUID()}`);
const loaders = { documentLoader: await context.getDocumentLoader({ identifier: NAME }), contextLoader: context.contextLoader };

/** An object as it came, and what Fedify's own classes read of it. */
async function shown(thing) {
  const read = { type: thing.constructor.name, id: thing.id?.href };
  const object = thing instanceof as.Activity ? await thing.getObject(loaders).catch(() => null) : null;
  if (object) read.object = (await shown(object)).read;
  if (thing instanceof as.Note || thing instanceof as.Tombstone) read.url = thing.url?.href ?? null;
  if (thing instanceof as.Note) {
    read.content = String(thing.content);
    read.attributedTo = thing.attributionId?.href;
    read.replyTo = thing.replyTargetId?.href ?? null;
    read.attachments = [];
    for await (const attachment of thing.getAttachments(loaders)) {
      const icon = attachment.getIcon ? await attachment.getIcon(loaders) : null;
      read.attachments.push({
        type: attachment.constructor.name,
        mediaType: attachment.mediaType,
        url: (attachment.url ?? attachment.href)?.href,
        name: attachment.name?.toString(),
        icon: icon?.url?.href ?? null,
      });
    }
  }
  return { json: await thing.toJsonLd({ contextLoader: context.contextLoader }), read };
}

async function send(to, activity) {
  const recipient = await context.lookupObject(to, loaders);
  if (!as.isActor(recipient)) throw new Error(`${to} is no actor`);
  sent.set(activity.id.href, activity);
  await context.sendActivity({ identifier: NAME }, recipient, activity);
  return activity.id.href;
}

const everybody = { to: as.PUBLIC_COLLECTION, cc: context.getFollowersUri(NAME) };
const keep = (id, note) => (notes.set(id, note), note);
/** What it can be asked to do; `to` is the address of an actor. */
const acts = {
  follow: ({ to }) => send(to, new as.Follow({ id: fresh("follows"), actor: me, object: new URL(to) })),
  like: ({ to, object }) => send(to, new as.Like({ id: fresh("likes"), actor: me, object: new URL(object) })),
  boost: ({ to, object }) => send(to, new as.Announce({ id: fresh("boosts"), actor: me, object: new URL(object), ...everybody })),
  undo: ({ to, activity }) => send(to, new as.Undo({ id: fresh("undos"), actor: me, object: sent.get(activity) })),
  async write({ to, content, replyTo }) {
    const id = crypto.randomUUID();
    const note = keep(id, new as.Note({
      id: context.getObjectUri(as.Note, { id }),
      attribution: me,
      content,
      mediaType: "text/html",
      replyTarget: replyTo ? new URL(replyTo) : null,
      published: Temporal.Now.instant(),
      ...everybody,
    }));
    await send(to, new as.Create({ id: fresh("creates"), actor: me, object: note, ...everybody }));
    return note.id.href;
  },
  async edit({ to, note, content }) {
    const id = note.split("/").at(-1);
    const changed = keep(id, notes.get(id).clone({ content, updated: Temporal.Now.instant() }));
    return send(to, new as.Update({ id: fresh("updates"), actor: me, object: changed, ...everybody }));
  },
  async delete({ to, note }) {
    notes.delete(note.split("/").at(-1));
    return send(to, new as.Delete({ id: fresh("deletes"), actor: me, object: new as.Tombstone({ id: new URL(note) }), ...everybody }));
  },
  async look({ at }) {
    const found = await context.lookupObject(at, loaders);
    return found && shown(found);
  },
};

/** For the tests, which want to see what came as it was sent. */
function keepBody(body) {
  try {
    const activity = JSON.parse(body);
    bodies.set(activity.id, activity);
  } catch {
    // Fedify says what it thinks of it.
  }
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = ["GET", "HEAD"].includes(request.method) ? undefined : Buffer.concat(chunks);
  if (body) keepBody(body);
  const answer = await federation.fetch(new Request(`${origin}${request.url}`, { method: request.method, headers: request.headers, body }), { contextData: null });
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}).listen(PORT, "127.0.0.1", () => process.send({ ready: me.href }));

process.on("message", async ({ id, say, with: given }) => {
  try {
    process.send({ id, answer: await acts[say](given) });
  } catch (error) {
    process.send({ id, trouble: error.stack });
  }
});
process.on("disconnect", () => process.exit(0));
