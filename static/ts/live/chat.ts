import { all, el, one, toast, within } from "../lib/dom";
import { ChatLine, type ChatWire } from "./chatline";
import { Lasting } from "./lasting";
import { Talk } from "./talk";

/** Lines come in bursts: they are put in together, this often. */
const FLUSH_MS = 50;
/** More lines than this are not kept while nobody reads the old ones. */
const MOST_LINES = 500;
/** From how close to the end on somebody reads along. */
const NEAR_END = 48;
/** Beyond this without a connection, it is said. */
const PATIENCE_MS = 3000;

const AWAY = "The connection is gone. It is being made again.";
const LOST = "It may not have arrived. Look whether it stands there before you send it again.";

/** What somebody was about to say beside a show, across visits. */
const drafts = new Map<string, string>();

/** `<tw-chat data-socket>`: the chat as it happens. Without it the page shows its last lines, and the form says another. */
class Chat extends Lasting {
  #talk: Talk | null = null;
  #waiting: ChatWire[] = [];
  #flush = 0;
  #slow = 0;
  #late = 0;
  #pending = false;

  protected begin(signal: AbortSignal): void {
    const line = this.#line();
    for (const item of all("li[data-id]", this)) line.date(item);
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    one("[data-chat=log]", this)?.addEventListener("scroll", () => this.#atEnd() && this.#more(false), { signal, passive: true });
    const input = this.#input;
    const draft = drafts.get(this.dataset["slug"] ?? "");
    if (input && draft && !input.value) input.value = draft;
    input?.addEventListener("input", () => drafts.set(this.dataset["slug"] ?? "", input.value), { signal });
    this.#toEnd();
    const socket = this.dataset["socket"];
    if (!socket) return;
    const talk = (this.#talk = new Talk(socket, () => all("li[data-id]", this).at(-1)?.dataset["id"] ?? ""));
    talk.addEventListener("wire", (event) => this.#heard((event as CustomEvent<ChatWire>).detail), { signal });
    talk.addEventListener("away", () => this.#away(), { signal });
    talk.open();
  }

  protected end(): void {
    this.#talk?.close();
    this.#talk = null;
    clearTimeout(this.#flush);
    clearTimeout(this.#late);
    clearInterval(this.#slow);
    this.#waiting = [];
    this.#flush = this.#late = this.#slow = 0;
    this.#pending = false;
  }

  get #input(): HTMLInputElement | null {
    return one<HTMLInputElement>("input[name=body]", this);
  }

  #line(): ChatLine {
    return new ChatLine(one<HTMLTemplateElement>("template[data-chat=moderation]", this));
  }

  #heard(wire: ChatWire): void {
    switch (wire.type) {
      case "ready":
        clearTimeout(this.#late);
        this.#late = 0;
        if (this.#stateText === AWAY) this.#say("");
        break;
      case "said":
        this.#said();
        break;
      case "refused":
        this.#pending = false;
        this.#say(wire.sentence, true);
        if (wire.seconds > 0) this.#wait(wire.seconds);
        break;
      case "closed":
        this.#talk?.close();
        this.#say(wire.sentence);
        one("[data-chat=form]", this)?.setAttribute("inert", "");
        break;
      default:
        this.#waiting.push(wire);
        this.#flush ||= window.setTimeout(() => this.#put(), FLUSH_MS);
    }
  }

  /** Puts what came into the log; whoever reads older lines stays where they are. */
  #put(): void {
    this.#flush = 0;
    const list = one("[data-chat=lines]", this);
    if (!list) return;
    const follows = this.#atEnd();
    const line = this.#line();
    const fresh = document.createDocumentFragment();
    let added = false;
    for (const wire of this.#waiting.splice(0)) {
      if (wire.type === "reset") list.replaceChildren();
      if (wire.type === "gone") this.#remove(list, fresh, wire.id);
      if (wire.type !== "line") continue;
      const there = one(`li[data-id="${wire.id}"]`, list) ?? one(`li[data-id="${wire.id}"]`, fresh);
      if (there) {
        line.fill(there, wire);
      } else {
        fresh.append(line.make(wire));
        added = true;
      }
    }
    list.append(fresh);
    const count = list.childElementCount;
    if (follows) for (let n = count; n > MOST_LINES; n -= 1) list.firstElementChild?.remove();
    if (follows && count > MOST_LINES) this.#older(list.firstElementChild);
    const empty = one("[data-chat=empty]", this);
    if (empty) empty.hidden = list.childElementCount > 0;
    if (follows) this.#toEnd();
    else if (added) this.#more(true);
  }

  #remove(list: HTMLElement, fresh: DocumentFragment, id: string): void {
    const gone = one(`li[data-id="${id}"]`, list) ?? one(`li[data-id="${id}"]`, fresh);
    if (gone?.contains(document.activeElement)) one("[data-chat=log]", this)?.focus();
    gone?.remove();
  }

  /** Lines that were dropped at the top can be fetched again. */
  #older(first: Element | null): void {
    const box = one("[data-chat=older]", this);
    const link = one<HTMLAnchorElement>("[data-chat=older] a", this);
    const id = first instanceof HTMLElement ? first.dataset["id"] : undefined;
    if (!box || !link || !id) return;
    link.href = `/live/${this.dataset["slug"] ?? ""}/chat/messages?before=${id}`;
    box.hidden = false;
  }

  #submit(event: SubmitEvent): void {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form) return;
    if (form.dataset["chat"] === "act") {
      event.preventDefault();
      return void this.#act(form, event.submitter);
    }
    // While there is no connection the form goes as forms do.
    if (form.dataset["chat"] !== "form" || !this.#talk?.isOpen) return;
    event.preventDefault();
    const text = this.#input?.value.trim() ?? "";
    if (text === "" || this.#pending || this.#slow > 0) return;
    const name = one<HTMLInputElement>("input[name=name]", form)?.value ?? "";
    this.#pending = this.#talk.send({ say: text, name });
  }

  #said(): void {
    this.#pending = false;
    const input = this.#input;
    if (input) input.value = "";
    drafts.delete(this.dataset["slug"] ?? "");
    this.#say("");
    this.#toEnd();
    const slow = Number(this.dataset["slow"] ?? 0);
    if (slow > 0) this.#wait(slow);
  }

  /** The seconds run on the button: a status that changed every second would be read out every second. */
  #wait(seconds: number): void {
    const button = one("[data-chat=send]", this);
    if (!button) return;
    clearInterval(this.#slow);
    const end = performance.now() + seconds * 1000;
    const draw = () => {
      const left = Math.ceil((end - performance.now()) / 1000);
      button.textContent = left > 0 ? `Wait ${left} s` : "Send";
      if (left > 0) return button.setAttribute("aria-disabled", "true");
      button.removeAttribute("aria-disabled");
      clearInterval(this.#slow);
      this.#slow = 0;
      this.#say("");
    };
    this.#slow = window.setInterval(draw, 250);
    draw();
  }

  #away(): void {
    if (this.#pending) {
      this.#pending = false;
      this.#say(LOST, true);
    }
    this.#late ||= window.setTimeout(() => this.#say(AWAY), PATIENCE_MS);
  }

  async #act(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 204) return toast("Done.");
    } catch {
      // It is said below.
    }
    toast("That did not work. Reload the page and try again.");
  }

  #click(event: Event): void {
    if (within(event, "[data-chat=new]")) {
      this.#toEnd();
      one("[data-chat=log]", this)?.focus();
      return;
    }
    const link = within<HTMLAnchorElement>(event, "[data-chat=older] a");
    if (!link || (event instanceof MouseEvent && (event.metaKey || event.ctrlKey))) return;
    event.preventDefault();
    void this.#fetchOlder(link);
  }

  async #fetchOlder(link: HTMLAnchorElement): Promise<void> {
    const [log, list] = [one("[data-chat=log]", this), one("[data-chat=lines]", this)];
    if (!log || !list || link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    try {
      const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const line = this.#line();
      const lines = all("[data-chat=lines] > li", page).filter((item) => !one(`li[data-id="${item.dataset["id"]}"]`, list));
      // Old lines are no news.
      log.setAttribute("aria-live", "off");
      const [height, top] = [log.scrollHeight, log.scrollTop];
      list.prepend(...lines.map((item) => line.adopt(item)));
      const next = one<HTMLAnchorElement>("[data-chat=older] a", page);
      const box = one("[data-chat=older]", this);
      if (next) link.setAttribute("href", next.getAttribute("href") ?? "");
      else if (box) box.hidden = true;
      log.scrollTop = top + log.scrollHeight - height;
      if (!next) log.focus();
      setTimeout(() => log.removeAttribute("aria-live"), 500);
    } catch {
      toast("The older lines did not come. Try again.");
    } finally {
      link.ariaBusy = null;
    }
  }

  #atEnd(): boolean {
    const log = one("[data-chat=log]", this);
    return !log || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  }

  #toEnd(): void {
    const log = one("[data-chat=log]", this);
    if (log) log.scrollTop = log.scrollHeight;
    this.#more(false);
  }

  #more(there: boolean): void {
    const button = one("[data-chat=new]", this);
    if (button) button.hidden = !there;
  }

  get #stateText(): string {
    return one("[data-chat=state]", this)?.textContent ?? "";
  }

  #say(text: string, bad = false): void {
    const state = one("[data-chat=state]", this) ?? this.appendChild(el("p", { class: "small ch-state", role: "status", "data-chat": "state" }));
    state.textContent = text;
    state.classList.toggle("bad", bad);
  }
}

customElements.define("tw-chat", Chat);
