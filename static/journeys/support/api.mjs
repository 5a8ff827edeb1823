// What the tests ask of the API, as a program would.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { until } from "./until.mjs";

export class Api {
  /** @param {string} url of the instance @param {string} token */
  constructor(url, token) {
    this.url = url;
    this.token = token;
  }

  /** One call; gives the body as an object, and throws on a status of 400 or more. */
  async call(method, path, body) {
    const raw = Buffer.isBuffer(body);
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { "content-type": raw ? "application/octet-stream" : "application/json" }) },
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  track(id) {
    return this.call("GET", `tracks/${id}`);
  }

  /** Waits until a track has every version of itself, and gives it. */
  ready(id) {
    return until(async () => {
      const track = await this.track(id);
      if (track.state === "refused") throw new Error(`refused: ${JSON.stringify(track.refusal)}`);
      return track.state === "ready" ? track : null;
    }, `track ${id} is ready`, 90_000, 200);
  }

  /** Posts files into a release, in order, and gives the tracks. */
  async upload(release, files) {
    const tracks = [];
    for (const [at, file] of files.entries()) {
      const query = new URLSearchParams({ filename: basename(file), position: String(at + 1) });
      tracks.push(await this.call("POST", `releases/${release}/tracks?${query}`, await readFile(file)));
    }
    return tracks;
  }

  /** An artist with one published free release of these files, all of them ready. */
  async publish({ handle, name, title, files, more = {} }) {
    const artist = await this.call("POST", "artists", { handle, name });
    const release = await this.call("POST", "releases", { artist: artist.handle, title, kind: "ep", price: { mode: "free", amount_minor: 0, currency: "EUR" }, ...more });
    const tracks = await this.upload(release.id, files);
    for (const track of tracks) await this.ready(track.id);
    return { artist, release, tracks };
  }
}
