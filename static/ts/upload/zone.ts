import { el, one } from "../lib/dom";
import { type Chosen, fromDrop, fromInput } from "./files";

/** Has `host` take files: dropped anywhere on it, chosen in its input, or as a folder by its button. Ends with `signal`. */
export function takeFiles(host: HTMLElement, take: (chosen: Chosen) => void, signal: AbortSignal): void {
  const form = one<HTMLFormElement>("[data-drop]", host);
  const input = one<HTMLInputElement>("input[type=file]", host);
  form?.addEventListener("submit", (event) => event.preventDefault(), { signal });
  input?.addEventListener("change", () => {
    take(fromInput(input));
    input.value = ""; // So that the same file can be chosen once more.
  }, { signal });
  one("[data-pick-folder]", host)?.addEventListener("click", () => {
    const folder = el("input", { type: "file", multiple: "", webkitdirectory: "" });
    folder.addEventListener("change", () => take(fromInput(folder)));
    folder.click();
  }, { signal });
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  host.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    form?.classList.add("over");
  }, { signal });
  host.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && host.contains(event.relatedTarget))) form?.classList.remove("over");
  }, { signal });
  host.addEventListener("drop", (event) => {
    if (!carries(event) || !event.dataTransfer) return;
    event.preventDefault();
    form?.classList.remove("over");
    void fromDrop(event.dataTransfer).then(take);
  }, { signal });
}

/** What is said of files that are no audio; empty when all are. */
export function leftOut({ others }: Chosen): string {
  if (others.length === 0) return "";
  return `Left out, not audio: ${others.slice(0, 3).join(", ")}${others.length > 3 ? ` and ${others.length - 3} more` : ""}.`;
}
