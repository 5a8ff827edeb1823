// A Tonewood that others can reach by name, with an artist whose release is ready to be published.
import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "../../../static/journeys/support/api.mjs";
import { freePort, Instance } from "../../../static/journeys/support/instance.mjs";
import { picture, sound } from "../../../static/journeys/support/sounds.mjs";
import { Visitor } from "./visitor.mjs";

export const ACTIVITY_JSON = "application/activity+json";
const PASSWORD = "a long enough password";

export class House {
  static async start() {
    const house = new House();
    house.data = await mkdtemp(join(tmpdir(), "tonewood-federation-"));
    // The database runs as another user where this one is root.
    await chmod(house.data, 0o755);
    const [port, metrics] = [await freePort(), await freePort()];
    house.domain = `localhost:${port}`;
    house.url = `http://${house.domain}`;
    house.metrics = `http://127.0.0.1:${metrics}/metrics`;
    house.instance = new Instance(house.data, port, ["--no-seed", "--url", house.url, "--metrics-listen", `127.0.0.1:${metrics}`]);
    try {
      await house.instance.start();
    } catch (error) {
      await house.remove();
      throw error;
    }
    return house;
  }

  async remove() {
    await this.instance.stop();
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
  }

  get log() {
    return this.instance.log;
  }

  /** Somebody who is signed in with a browser. */
  async person(name, { admin = false } = {}) {
    const email = `${name}@example.org`;
    await this.instance.account(email, PASSWORD, { admin });
    const visitor = new Visitor(this.url);
    await visitor.submit("/sign-in", "/sign-in", { email, password: PASSWORD });
    return Object.assign(visitor, { email });
  }

  /** Somebody with a handle of their own, who follows. */
  async fan(handle) {
    const fan = await this.person(handle);
    await fan.submit("/account/fan", "/account/fan", { handle, name: handle, is_found: "true" });
    return fan;
  }

  /** An artist, and a free release of two tracks with a cover that is ready to be published, with its owner's API and browser. */
  async artist(handle, { name = handle, title = "Low Water" } = {}) {
    const owner = await this.person(handle);
    const api = new Api(this.url, await this.instance.token(owner.email));
    const folder = await mkdtemp(join(tmpdir(), "tonewood-federation-sounds-"));
    try {
      const files = [await sound(folder, "neap.wav", { seconds: 4, title: "Neap" }), await sound(folder, "ebb.wav", { seconds: 3, pitch: 330, title: "Ebb" })];
      const made = await api.publish({ handle, name, title, files, more: { tags: ["piano"] } });
      await api.call("PUT", `releases/${made.release.id}/cover`, await readFile(await picture(folder, "cover.png", 600)));
      const slug = made.release.slug ?? title.toLowerCase().replaceAll(" ", "-");
      const note = `${this.url}/ap/releases/${made.release.id}/note`;
      return { ...made, owner, api, handle, note, page: `${this.url}/@${handle}/${slug}`, actor: await this.find(handle) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** An artist without anything. Gives its actor. */
  async newArtist(owner, handle) {
    await new Api(this.url, await this.instance.token(owner.email)).call("POST", "artists", { handle, name: handle });
    return this.find(handle);
  }

  /** The id of an actor here, as others find it: by WebFinger. */
  async find(handle) {
    const { status, json } = await this.get(`/.well-known/webfinger?resource=acct:${handle}@${this.domain}`);
    assert.equal(status, 200, `${handle} is found by WebFinger`);
    return json.links.find(({ rel, type }) => rel === "self" && type === ACTIVITY_JSON).href;
  }

  /** A document as another server asks for it. */
  async get(path, accept = ACTIVITY_JSON) {
    const answer = await fetch(new URL(path, this.url), { headers: { accept }, redirect: "manual" });
    const text = await answer.text();
    const json = answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : null;
    return { status: answer.status, headers: answer.headers, text, json };
  }

  /** How many are in a collection: an address, or the path of one. */
  async count(collection) {
    const { json } = await this.get(collection);
    return json.totalItems;
  }

  /** A page as a browser without an account sees it. */
  async page(path) {
    return (await this.get(path, "text/html")).text;
  }

  /** What became of activities so far, by the word it is counted under. */
  async taken() {
    const figures = await (await fetch(this.metrics)).text();
    const found = figures.matchAll(/^tonewood_inbox_total\{outcome="(\w+)"\} (\d+)$/gm);
    return Object.fromEntries([...found].map(([, word, number]) => [word, Number(number)]));
  }
}
