/** Makes an element with `role=slider` draggable and steerable by keys. */
export interface Slider {
  /** Seconds in all, and now. */
  range(): { now: number; max: number };
  /** Asked to go to a second. `done` is false while the pointer still drags. */
  to(seconds: number, done: boolean): void;
}

const STEP = 5;
const PAGE = 30;

/** Listens on `node` until `signal` ends it. The strip always runs from left to right, like time on a score. */
export function slide(node: HTMLElement, slider: Slider, signal: AbortSignal): void {
  let dragging = false;
  const place = (event: PointerEvent, done: boolean) => {
    const box = node.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    slider.to(share * slider.range().max, done);
  };
  const options = { signal };
  node.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      dragging = true;
      node.setPointerCapture(event.pointerId);
      place(event, false);
    },
    options,
  );
  node.addEventListener(
    "pointermove",
    (event) => {
      if (dragging) place(event, false);
    },
    options,
  );
  node.addEventListener(
    "pointerup",
    (event) => {
      if (!dragging) return;
      dragging = false;
      place(event, true);
    },
    options,
  );
  node.addEventListener("pointercancel", () => (dragging = false), options);
  node.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { now, max } = slider.range();
      const steps: Record<string, number> = {
        ArrowRight: now + STEP,
        ArrowUp: now + STEP,
        ArrowLeft: now - STEP,
        ArrowDown: now - STEP,
        PageUp: now + PAGE,
        PageDown: now - PAGE,
        Home: 0,
        End: max,
      };
      const to = steps[event.key];
      if (to === undefined) return;
      event.preventDefault();
      slider.to(Math.min(max, Math.max(0, to)), true);
    },
    options,
  );
}
