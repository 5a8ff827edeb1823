/** What the server says over the line: that it takes the sound, or why not (any more). */
interface Said {
  ready?: boolean;
  problem?: string;
  /** Whether it is worth trying again. */
  again?: boolean;
}

/** Why the server does not take what comes. */
export interface No {
  problem: string;
  again: boolean;
}

export interface WireEars {
  /** The server takes sound from now on. */
  ready(): void;
  /** The line is gone; `no` is what the server said before. */
  closed(no: No | null): void;
}

/** One line to the server. */
export class Wire {
  #socket: WebSocket;
  #done = false;
  #no: No | null = null;

  constructor(address: string, ears: WireEars) {
    const url = new URL(address, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    this.#socket = new WebSocket(url);
    this.#socket.addEventListener("message", (event) => {
      if (this.#done || typeof event.data !== "string") return;
      const said = JSON.parse(event.data) as Said;
      if (said.problem) this.#no = { problem: said.problem, again: said.again ?? false };
      else if (said.ready) ears.ready();
    });
    this.#socket.addEventListener("close", () => {
      if (this.#done) return;
      this.#done = true;
      ears.closed(this.#no);
    });
  }

  /** What was handed over and is not on its way yet, in bytes. */
  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  send(piece: Blob): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(piece);
  }

  /** Ends it; nobody is told. */
  close(): void {
    this.#done = true;
    this.#socket.close(1000);
  }
}
