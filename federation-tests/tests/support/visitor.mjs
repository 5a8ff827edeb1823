// A browser without scripts: it keeps cookies, reads the token of a form, and sends forms.
import assert from "node:assert/strict";

export class Visitor {
  #cookies = new Map();

  constructor(url) {
    this.url = url;
  }

  async #ask(path, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { accept: "text/html", ...(cookie ? { cookie } : {}), ...options.headers };
    const answer = await fetch(new URL(path, this.url), { ...options, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      this.#cookies.set(name, value);
    }
    return answer;
  }

  /** The text of a page, after redirections. */
  async page(path) {
    const answer = await this.#ask(path);
    if (answer.status >= 300 && answer.status < 400) return this.page(answer.headers.get("location"));
    const text = await answer.text();
    assert.ok(answer.ok, `${path} is answered with ${answer.status}: ${text.slice(0, 500)}`);
    return text;
  }

  /** Sends a form that stands on a page. Gives the page it leads to. */
  async submit(page, action, fields) {
    const { status, text, location } = await this.send(page, action, fields);
    assert.ok(status < 400, `${action} is answered with ${status}: ${text.slice(0, 2000)}`);
    return location ? this.page(location) : text;
  }

  /** Sends a form that stands on a page, and gives the answer as it is. */
  async send(page, action, fields) {
    const token = (await this.page(page)).match(/name="csrf" value="([^"]+)"/)?.[1];
    assert.ok(token, `${page} has a form`);
    const body = new URLSearchParams({ csrf: token, ...fields });
    const answer = await this.#ask(action, { method: "POST", body, headers: { origin: this.url } });
    return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") };
  }

  /** Follows by handle or address, as the fan one is. Gives the page that says so. */
  follow(address) {
    return this.submit("/follows", "/follows", { address });
  }

  /** Whether the fan one is follows somebody of this name, who said yes to it. */
  async follows(name) {
    return (await this.page("/follows")).includes(`aria-label="Unfollow ${name}"`);
  }

  /** Answers a post of another server from the studio of one's artist. Gives the id of the answer here. */
  async answer(artist, address, text) {
    const elsewhere = await this.send(`/studio/posts?artist=${artist}`, `/studio/posts/${artist}/elsewhere`, { act: "answer", address });
    assert.ok(elsewhere.location, `${address} can be answered: ${elsewhere.text.slice(0, 2000)}`);
    const about = new URL(elsewhere.location, this.url).searchParams;
    const { location, text: said } = await this.send(elsewhere.location, "/comments", { about: about.get("about"), speaker: about.get("speaker"), text });
    const post = location?.match(/\/posts\/([0-9a-f-]{36})/)?.[1];
    assert.ok(post, `the answer is there: ${location} ${said.slice(0, 2000)}`);
    return post;
  }
}
