// Somebody on a server that the test makes up: its documents, its inbox, and whatever it signs and sends. In the words of
// draft-cavage, as most of the fediverse signs.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, request } from "node:http";
import { Events } from "./events.mjs";

const TYPE = "application/activity+json";

export class Peer {
  /** What came to its inbox. */
  came = new Events("an activity for the peer");
  /** Documents by path, besides the actor. */
  documents = new Map();
  #server;
  #next = 1;

  static async start(name = "peer") {
    const peer = new Peer();
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    peer.privateKey = privateKey;
    peer.#server = createServer((asked, answer) => peer.#answer(asked, answer));
    await new Promise((done) => peer.#server.listen(0, "127.0.0.1", done));
    peer.url = `http://localhost:${peer.#server.address().port}`;
    peer.actor = `${peer.url}/users/${name}`;
    peer.keyId = `${peer.actor}#main-key`;
    peer.document = {
      "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
      id: peer.actor,
      type: "Person",
      preferredUsername: name,
      name: `The ${name}`,
      inbox: `${peer.actor}/inbox`,
      outbox: `${peer.actor}/outbox`,
      followers: `${peer.actor}/followers`,
      publicKey: { id: peer.keyId, owner: peer.actor, publicKeyPem: publicKey.export({ type: "spki", format: "pem" }) },
    };
    peer.documents.set(new URL(peer.actor).pathname, peer.document);
    return peer;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((done) => this.#server.close(done));
  }

  async #answer(asked, answer) {
    const { pathname } = new URL(asked.url, this.url);
    if (asked.method === "POST") {
      const chunks = [];
      for await (const chunk of asked) chunks.push(chunk);
      this.came.push(JSON.parse(Buffer.concat(chunks)));
      answer.writeHead(202).end();
      return;
    }
    const document = this.documents.get(pathname);
    if (!document) return answer.writeHead(404).end();
    answer.writeHead(200, { "content-type": TYPE }).end(JSON.stringify(document));
  }

  /** An activity of its own with a new id. */
  says(type, object, more = {}) {
    return { "@context": "https://www.w3.org/ns/activitystreams", id: `${this.url}/said/${this.#next++}`, type, actor: this.actor, object, ...more };
  }

  /** Signs an activity, posts it to an inbox, with these headers `instead` of its own, and gives `{ status, text }`. */
  send(inbox, activity, instead = {}) {
    const body = Buffer.from(JSON.stringify(activity));
    const { host, pathname } = new URL(inbox);
    const signed = {
      host,
      date: new Date().toUTCString(),
      digest: `SHA-256=${createHash("sha256").update(body).digest("base64")}`,
      "content-type": TYPE,
    };
    const lines = [`(request-target): post ${pathname}`, ...Object.entries(signed).map(([name, value]) => `${name}: ${value}`)];
    const signature = sign("sha256", Buffer.from(lines.join("\n")), this.privateKey).toString("base64");
    const names = ["(request-target)", ...Object.keys(signed)].join(" ");
    const headers = { ...signed, signature: `keyId="${this.keyId}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"` };
    return new Promise((done, failed) => {
      const sending = request(inbox, { method: "POST", headers: { ...headers, ...instead, "content-length": body.length } }, async (answer) => {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        done({ status: answer.statusCode, text: Buffer.concat(chunks).toString() });
      });
      sending.once("error", failed);
      sending.end(body);
    });
  }
}
