/** An element of a page: it begins with it, and anew when the page was brought up to date in place. */
export abstract class Lasting extends HTMLElement {
  /** What listens for it, until it ends. */
  #ears = new AbortController();

  connectedCallback(): void {
    this.#begin();
    document.addEventListener("turbo:render", this.#again);
  }

  disconnectedCallback(): void {
    document.removeEventListener("turbo:render", this.#again);
    this.#end();
  }

  /** Takes the page as the server sent it; `signal` is for whatever listens. */
  protected abstract begin(signal: AbortSignal): void;

  /** Lets go of what it began. */
  protected abstract end(): void;

  #again = () => {
    if (!this.isConnected) return;
    this.#end();
    this.#begin();
  };

  #begin(): void {
    this.#ears = new AbortController();
    this.begin(this.#ears.signal);
  }

  #end(): void {
    this.#ears.abort();
    this.end();
  }
}
