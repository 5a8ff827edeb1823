import { announce } from "../lib/dom";
import { keepPreferences, preferences } from "./memory";
import type { Preferences } from "./types";

/** What the person chose, kept across visits; whoever extends it applies it to what sounds. */
export abstract class Settings extends EventTarget {
  get preferences(): Preferences {
    return preferences();
  }

  /** Brings changed settings to the sound. */
  protected abstract applied(): void;

  setVolume(volume: number): void {
    this.prefer({ volume: Math.round(Math.min(1, Math.max(0, volume)) * 100) / 100, muted: false });
  }

  toggleMute(): void {
    this.prefer({ muted: !this.preferences.muted });
    announce(this.preferences.muted ? "Muted" : "Sound on");
  }

  setNormalise(on: boolean): void {
    this.prefer({ normalise: on });
  }

  protected prefer(values: Partial<Preferences>): void {
    keepPreferences({ ...this.preferences, ...values });
    this.applied();
    this.say("change");
  }

  protected say(name: "change" | "track" | "queue" | "pause"): void {
    this.dispatchEvent(new Event(name));
  }
}
