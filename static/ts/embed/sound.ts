/** What an embedded player draws and steers. Events: `change`. */
export interface Sound extends EventTarget {
  readonly playing: boolean;
  readonly waiting: boolean;
  /** The track that sounds, and what the play button names. */
  readonly id: string;
  readonly title: string;
  /** The line below the title; empty to leave it. */
  readonly line: string;
  readonly waveform: string | number[] | null;
  readonly time: number;
  readonly duration: number;
  readonly error: string | null;
  /** Plays a track, or whatever is current; pauses what plays already. */
  press(id: string | null): void;
  seek(seconds: number): void;
}

/** One player on a page sounds at a time: who begins says so, and the others fall silent. */
export function alone(silence: () => void): () => void {
  if (!("BroadcastChannel" in window)) return () => undefined;
  const channel = new BroadcastChannel("tonewood-embed");
  channel.addEventListener("message", silence);
  return () => channel.postMessage("plays");
}
