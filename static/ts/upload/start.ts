import { one, toast } from "../lib/dom";
import { Turbo } from "../turbo";
import { desk } from "./desk";
import type { Chosen } from "./files";
import { leftOut, takeFiles } from "./zone";

/** `<tw-start>`: files that come here begin a release of their own, and its page opens while they are on their way. */
class Start extends HTMLElement {
  #ears = new AbortController();
  #busy = false;

  connectedCallback(): void {
    this.#ears = new AbortController();
    takeFiles(this, (chosen) => void this.#begin(chosen), this.#ears.signal);
  }

  disconnectedCallback(): void {
    this.#ears.abort();
  }

  async #begin(chosen: Chosen): Promise<void> {
    const form = one<HTMLFormElement>("[data-drop]", this);
    if (!form || this.#busy) return;
    if (chosen.audio.length === 0) {
      toast(leftOut(chosen) || "There are no files in it.");
      return;
    }
    this.#busy = true;
    try {
      const address = await make(form, chosen);
      const release = new URL(address).pathname.split("/").at(-1) ?? "";
      chosen.audio.forEach((file, at) => {
        desk.add(file, { endpoint: this.dataset["endpoint"] ?? "", release, position: at + 1, resume: null });
      });
      Turbo.visit(address);
      if (chosen.others.length > 0) toast(leftOut(chosen));
    } catch {
      toast("The release could not be made. Check the connection, then drop the files again.");
    } finally {
      this.#busy = false;
    }
  }
}

/** Makes the draft, called after its folder until a file's tags say better, and gives the address of its page. */
async function make(form: HTMLFormElement, chosen: Chosen): Promise<string> {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  fields.set("title", chosen.folder);
  fields.set("kind", chosen.audio.length === 1 ? "single" : "album");
  fields.set("guessed", "true");
  const answer = await fetch(form.action, { method: "POST", body: fields });
  if (!answer.ok || !answer.redirected) throw new Error(String(answer.status));
  return answer.url;
}

customElements.define("tw-start", Start);
