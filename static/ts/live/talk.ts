import type { ChatWire } from "./chatline";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** All who are sent away at once do not come again at once. */
const SPREAD_MS = 3_000;

/** The connection of a chat, made again as often as it breaks. Events: `wire` with what came, `away` when it broke. */
export class Talk extends EventTarget {
  readonly #address: string;
  /** The last line that is there, to be told what came after it. */
  readonly #last: () => string;
  #socket: WebSocket | null = null;
  #tries = 0;
  #timer = 0;
  #closed = false;

  constructor(address: string, last: () => string) {
    super();
    this.#address = address;
    this.#last = last;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  open(): void {
    window.addEventListener("online", this.#online);
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    window.removeEventListener("online", this.#online);
    this.#socket?.close();
    this.#socket = null;
  }

  /** False when there is nobody to send it to. */
  send(message: { say: string; name: string }): boolean {
    if (!this.isOpen) return false;
    this.#socket?.send(JSON.stringify(message));
    return true;
  }

  #online = () => {
    if (this.#socket === null) this.#connect();
  };

  #connect(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const url = new URL(this.#address, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const last = this.#last();
    if (last) url.searchParams.set("after", last);
    const socket = (this.#socket = new WebSocket(url));
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      if (socket !== this.#socket) return;
      const wire = JSON.parse(event.data) as ChatWire;
      if (wire.type === "ready") this.#tries = 0;
      if (wire.type === "again") return this.#drop(socket, Math.random() * SPREAD_MS);
      this.dispatchEvent(new CustomEvent("wire", { detail: wire }));
    });
    socket.addEventListener("close", () => {
      if (socket === this.#socket) this.#drop(socket, this.#wait());
    });
  }

  #drop(socket: WebSocket, wait: number): void {
    this.#socket = null;
    socket.close();
    if (this.#closed) return;
    this.dispatchEvent(new Event("away"));
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#connect(), wait);
  }

  /** Longer each time, and for nobody the same. */
  #wait(): number {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries);
    this.#tries += 1;
    return longest * (0.5 + Math.random() / 2);
  }
}
