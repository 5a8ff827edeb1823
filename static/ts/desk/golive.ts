import { el, one, toast } from "../lib/dom";
import { broadcast } from "./broadcast";
import { drawLevel } from "./levels";

const SAID: Record<string, string> = {
  off: "",
  asking: "The browser asks whether this page may listen.",
  ready: "Nothing goes out yet. Play something: the levels move.",
  opening: "Connecting …",
  live: "What you play goes out.",
  broken: "Off the air for a moment.",
  lost: "Off the air: no sound comes in.",
};

/** `<tw-go-live data-source>`: the microphone or line in of this machine, sent to a show. */
class GoLive extends HTMLElement {
  #ears = new AbortController();
  #frame = 0;

  connectedCallback(): void {
    this.#ears = new AbortController();
    const { signal } = this.#ears;
    const can = typeof MediaRecorder === "function" && navigator.mediaDevices !== undefined;
    this.#part("cannot").hidden = can;
    this.#part("controls").hidden = !can;
    if (!can) return;
    broadcast.addEventListener("change", () => this.#draw(), { signal });
    this.#on("open", () => void this.#open());
    this.#on("start", () => void broadcast.start(this.#address, this.#picker.value));
    this.#on("stop", () => broadcast.end());
    this.#picker.addEventListener("change", () => void broadcast.change(this.#picker.value), { signal });
    navigator.mediaDevices.addEventListener("devicechange", () => void this.#devices(), { signal });
    if (broadcast.state !== "off") void this.#devices();
    this.#draw();
    this.#level();
  }

  disconnectedCallback(): void {
    this.#ears.abort();
    cancelAnimationFrame(this.#frame);
    if (broadcast.busy) toast("You are still on air from this browser. The desk of the show ends it.");
    else if (broadcast.state === "ready") broadcast.end();
  }

  get #address(): string {
    return this.dataset["source"] ?? "";
  }

  get #picker(): HTMLSelectElement {
    return this.#part("device") as HTMLSelectElement;
  }

  #part(name: string): HTMLElement {
    return one(`[data-live="${name}"]`, this) ?? el("span");
  }

  #on(name: string, act: () => void): void {
    this.#part(name).addEventListener("click", act, { signal: this.#ears.signal });
  }

  async #open(): Promise<void> {
    if (await broadcast.listen(this.#picker.value)) await this.#devices();
  }

  /** Devices have names only once one of them may be used. */
  async #devices(): Promise<void> {
    const inputs = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === "audioinput");
    const chosen = broadcast.device || this.#picker.value;
    this.#picker.replaceChildren(
      ...inputs.map((device, at) => new Option(device.label || `Device ${at + 1}`, device.deviceId, false, device.deviceId === chosen)),
    );
  }

  #draw(): void {
    const here = broadcast.address === "" || broadcast.address === this.#address;
    const state = here ? broadcast.state : "elsewhere";
    this.dataset["state"] = state;
    const open = ["ready", "opening", "live", "broken", "lost"].includes(state);
    const sends = ["opening", "live", "broken", "lost"].includes(state) && broadcast.busy;
    this.#part("closed").hidden = open || state === "elsewhere";
    this.#part("opened").hidden = !open;
    this.#part("start").hidden = sends;
    this.#part("stop").hidden = !sends;
    this.#part("said").textContent = here ? (SAID[state] ?? "") : "This browser feeds another show. End it there first.";
    const problem = this.#part("problem");
    problem.textContent = here ? broadcast.problem : "";
    problem.hidden = problem.textContent === "";
  }

  #level(): void {
    const peaks = this.dataset["state"] === "elsewhere" ? null : broadcast.peaks();
    if (peaks) {
      drawLevel(this.#part("left"), peaks[0]);
      drawLevel(this.#part("right"), peaks[1]);
    }
    this.#frame = requestAnimationFrame(() => this.#level());
  }
}

customElements.define("tw-go-live", GoLive);
