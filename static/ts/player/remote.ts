import { announce, eachPage, one } from "../lib/dom";
import { newId } from "../lib/id";
import { load, save } from "../lib/store";
import type { Player } from "./player";
import { readQueue, type Said, saveQueue, type Standing } from "./queueline";

/** What this browser knew last, across visits. */
interface Known {
  account: string;
  version: number;
  list: string;
}

const KNOWN = "tw:synced";
/** A device that plays saves this often, and after a change as soon as that has settled. */
const EVERY_MS = 10_000;
const SETTLED_MS = 300;
/** One that is silent for longer is gone. */
const SILENCE_MS = 35_000;
/** Seconds by which the sound may be off what was saved before it is saved anew. */
const OFF = 1;

/**
 * The account's one queue, wherever it is played: what plays here is saved, what plays elsewhere is shown, and whoever presses
 * play has it. Without a line, or an account, all goes on here alone. Events: `change`.
 */
export class Remote extends EventTarget {
  /** The other device that plays at this moment. */
  elsewhere: string | null = null;
  readonly #player: Player;
  readonly #device = newId();
  #account = "";
  #known: Known = { account: "", version: 0, list: "" };
  /** Whether the saved queue is what stands here. */
  #mine = false;
  /** What was saved last: the tracks and the current one; and where the sound was when. */
  #content = "";
  #saved = { time: 0, at: 0, playing: false };
  #heard: { positionMs: number; at: number } | null = null;
  #source: EventSource | null = null;
  #settling = 0;
  #busy = false;
  #again = false;
  /** What was heard of another device while a save of ours was on its way: which came first shows when that is answered. */
  #late: Standing | null = null;
  /** A queue of another device is being shown: that is no change of ours. */
  #taking = false;

  constructor(player: Player) {
    super();
    this.#player = player;
  }

  /** Begins, once the queue of the last visit stands here. */
  start(): void {
    const player = this.#player;
    for (const name of ["queue", "track", "pause", "change"] as const) player.addEventListener(name, () => this.#look(name));
    setInterval(() => this.#tick(), 1000);
    document.addEventListener("visibilitychange", () => this.#listen());
    window.addEventListener("online", () => this.#settle());
    window.addEventListener("pagehide", () => this.#leave());
    eachPage(() => this.#who());
    this.#who();
  }

  /** Goes on here with what plays elsewhere. */
  take(): void {
    if (this.elsewhere) this.#player.resume();
  }

  /** Whose queue it is: people sign in and out while the player stays. */
  #who(): void {
    const account = one<HTMLMetaElement>('meta[name="account"]')?.content ?? "";
    if (account === this.#account) return this.#listen();
    this.#account = account;
    this.#source?.close();
    this.#source = null;
    const known = load<Known | null>(KNOWN, null);
    this.#known = known?.account === account ? known : { account, version: 0, list: "" };
    this.#mine = false;
    this.#content = this.#contents();
    this.#show(null);
    this.#listen();
  }

  /** A line to the server stays open while somebody looks or listens: a browser has few of them for all its tabs. */
  #listen(): void {
    const wanted = this.#account !== "" && (!document.hidden || !this.#player.paused);
    if (!wanted || this.#source?.readyState === EventSource.CLOSED) {
      this.#source?.close();
      this.#source = null;
    }
    if (!wanted || this.#source) return;
    this.#source = new EventSource("/queue/events");
    this.#source.addEventListener("message", (event) => void this.#told(JSON.parse(String(event.data)) as Standing));
  }

  async #told(standing: Standing): Promise<void> {
    if (standing.device === this.#device) {
      // A word of ours that comes late says nothing of what another device did since.
      if (standing.version >= this.#known.version) this.#know(standing);
      return this.#show(null);
    }
    if (this.#busy) {
      this.#late = standing;
      return;
    }
    if (standing.version < this.#known.version && standing.version > 0) return;
    const isNew = standing.version > this.#known.version;
    const other = standing.list !== this.#known.list;
    this.#know(standing);
    if (!isNew && !standing.playing) return this.#show(null);
    if (this.#player.paused) {
      this.#mine = false;
      if (other || !this.#player.entry) await this.#adopt();
      else this.#place(standing.positionMs);
      this.#show(standing);
    } else if (isNew && standing.playing) {
      // It plays there now: one account, one queue.
      this.#mine = false;
      this.#player.pause();
      await this.#adopt();
      this.#show(standing);
      announce(`The music plays in ${standing.deviceName} now.`);
    } else if (isNew && other) {
      await this.#surround();
    }
  }

  #know(standing: Pick<Standing, "version" | "list">): void {
    this.#known = { account: this.#account, version: standing.version, list: standing.list };
    save(KNOWN, this.#known);
  }

  /** Says where it plays; that is heard again and again while it does. */
  #show(standing: Standing | null): void {
    const elsewhere = standing?.playing ? standing.deviceName : null;
    this.#heard = standing?.playing ? { positionMs: standing.positionMs, at: performance.now() } : null;
    if (elsewhere === this.elsewhere) return;
    this.elsewhere = elsewhere;
    this.dispatchEvent(new Event("change"));
  }

  /** Shows the account's queue here, paused where it stands. */
  async #adopt(): Promise<void> {
    const whole = await readQueue();
    if (!whole || !this.#player.paused) return;
    this.#know(whole);
    this.#taking = true;
    const plain = whole.tracks.map((_, at) => at);
    this.#player.restore({ tracks: whole.tracks, index: whole.current, plain }, whole.positionMs / 1000);
    this.#taking = false;
    this.#content = this.#contents();
  }

  /** Another device changed what comes after what plays here. */
  async #surround(): Promise<void> {
    const whole = await readQueue();
    if (!whole || this.#player.paused) return;
    this.#know(whole);
    this.#taking = true;
    this.#player.surround(whole.tracks, whole.current);
    this.#taking = false;
    await this.#save(true);
  }

  /** Lets the paused queue here stand where the sound is elsewhere. */
  #place(ms: number): void {
    this.#taking = true;
    if (Math.abs(this.#player.time - ms / 1000) > 0.2) this.#player.seek(ms / 1000);
    this.#taking = false;
  }

  /** The tracks and the current one: what a save is compared with. */
  #contents(): string {
    const { queue } = this.#player;
    return `${queue.index} ${queue.entries.map((entry) => entry.track.id).join(" ")}`;
  }

  #look(name: string): void {
    if (this.#account === "" || this.#taking) return;
    const { paused, time } = this.#player;
    if (!paused && !this.#mine) {
      // Somebody pressed play here: this device has the queue from now on.
      this.#mine = true;
      this.#show(null);
      this.#listen();
      void this.#save(true);
      return;
    }
    if (name === "change") {
      const { saved } = this;
      if (this.#mine && !paused && !this.#player.waiting && Math.abs(time - saved) > OFF) this.#settle();
    } else if (this.#contents() !== this.#content || (this.#mine && paused === this.#saved.playing)) this.#settle();
  }

  /** Where the sound would be by now, after what was saved. */
  get saved(): number {
    const { time, at, playing } = this.#saved;
    return playing ? time + (performance.now() - at) / 1000 : time;
  }

  #tick(): void {
    if (this.#account === "") return;
    const heard = this.#heard;
    if (heard) {
      const since = performance.now() - heard.at;
      if (since > SILENCE_MS) this.#show(null);
      else if (this.#player.paused) this.#place(heard.positionMs + since);
    }
    if (this.#mine && !this.#player.paused && performance.now() - this.#saved.at > EVERY_MS) this.#settle();
    if (this.#source?.readyState === EventSource.CLOSED) this.#listen();
  }

  /** Saves soon. What is on its way is not put off: time goes by more often than it takes to settle. */
  #settle(): void {
    if (this.#account === "" || this.#settling !== 0) return;
    this.#settling = window.setTimeout(() => void this.#save(false), SETTLED_MS);
  }

  #says(force: boolean, playing: boolean): Said {
    const { queue, time, entry } = this.#player;
    return {
      tracks: queue.entries.map((it) => it.track.id),
      current: entry ? queue.index : -1,
      positionMs: Math.round(time * 1000),
      playing,
      device: this.#device,
      after: force ? null : this.#known.version,
    };
  }

  /** Saves what stands here. `force`: whatever another device saved meanwhile. */
  async #save(force: boolean): Promise<void> {
    clearTimeout(this.#settling);
    this.#settling = 0;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    const playing = !this.#player.paused;
    const content = this.#contents();
    const saved = { time: this.#player.time, at: performance.now(), playing };
    try {
      const answer = await saveQueue(this.#says(force, playing));
      if (answer.ok) {
        this.#know((await answer.json()) as Standing);
        this.#mine = true;
        this.#content = content;
        this.#saved = saved;
      } else if (answer.status === 409) {
        await this.#conflict();
      }
    } catch {
      // Without a line the queue is kept here; it is saved when there is one.
      this.#saved = saved;
    }
    this.#busy = false;
    const late = this.#late;
    this.#late = null;
    if (late && late.version > this.#known.version) await this.#told(late);
    if (this.#again) {
      this.#again = false;
      this.#settle();
    }
  }

  /** Another device saved what we did not know of. What sounds there, or stands there now, counts; what sounds here alone does. */
  async #conflict(): Promise<void> {
    const whole = await readQueue();
    if (!whole) return;
    if (!this.#player.paused && !whole.playing) {
      this.#know(whole);
      this.#again = true;
      return;
    }
    this.#mine = false;
    this.#player.pause();
    await this.#adopt();
    this.#show(whole.device === this.#device ? null : whole);
  }

  /** The page goes: what it played stands still here. */
  #leave(): void {
    if (this.#mine && this.#account !== "") saveQueue(this.#says(false, false), true).catch(() => undefined);
    this.#mine = false;
  }
}
