import { all, announce, eachPage, el, icon, one, within } from "../lib/dom";
import { save } from "../lib/store";

/** What forms gain with scripting: see the table of data attributes in README.md. */
export function startForms(): void {
  document.addEventListener("click", (event) => {
    const reveal = within<HTMLButtonElement>(event, "[data-reveal]");
    if (reveal) showPassword(reveal);
    const spread = within(event, "[data-apply-all]");
    if (spread) applyAll(spread);
  });
  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-count]")) count(event.target);
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    if (field.matches("[data-keys-on]")) save("tw:keys", (field as HTMLInputElement).checked);
    if (field.matches("[data-submit]")) field.form?.requestSubmit();
    if (field instanceof HTMLInputElement && field.type === "file" && field.id) preview(field);
  });
  document.addEventListener("submit", confirmed, true);
  eachPage(() => all("[data-count]").forEach(count));
}

function showPassword(button: HTMLButtonElement): void {
  const input = one<HTMLInputElement>(`#${CSS.escape(button.dataset["reveal"] ?? "")}`);
  if (!input) return;
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.replaceChildren(icon(shown ? "eye-off" : "eye"));
}

function applyAll(button: HTMLElement): void {
  const name = CSS.escape(button.dataset["applyAll"] ?? "");
  const scope = button.closest("tw-apply-all") ?? document;
  type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  const source = one<Field>(`[data-apply-source="${name}"]`, scope);
  if (!source) return;
  const targets = all<Field>(`[data-apply="${name}"]`, scope);
  for (const target of targets) {
    if (target instanceof HTMLInputElement && target.type === "checkbox") target.checked = (source as HTMLInputElement).checked;
    else target.value = source.value;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  announce(`Set for ${targets.length} tracks.`);
}

/** Characters left, shown from the last fifth on and read out near the end. */
function count(field: Element): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.maxLength < 1) return;
  const host = field.closest(".field");
  if (!host) return;
  let line = one(".count", host);
  if (!line) {
    line = el("p", { class: "count", "aria-live": "polite" });
    host.append(line);
  }
  const left = field.maxLength - field.value.length;
  line.textContent = left <= field.maxLength / 5 ? `${left} characters left` : "";
}

function preview(input: HTMLInputElement): void {
  const image = one<HTMLImageElement>(`img[data-preview-for="${CSS.escape(input.id)}"]`);
  const file = input.files?.[0];
  if (!image || !file) return;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    image.src = String(reader.result);
    image.hidden = false;
  });
  reader.readAsDataURL(file);
}

const agreed = new WeakSet<HTMLFormElement>();

/** Asks before a form with `data-confirm` goes off; the second submit, after "yes", passes. */
function confirmed(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const submitter = event.submitter;
  const question = submitter?.dataset["confirm"] ?? form.dataset["confirm"];
  if (!question || agreed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const label = submitter?.dataset["confirmLabel"] ?? form.dataset["confirmLabel"] ?? submitter?.textContent?.trim() ?? "Go on";
  ask(question, label, () => {
    agreed.add(form);
    form.requestSubmit(submitter instanceof HTMLElement ? submitter : null);
  });
}

function ask(question: string, label: string, yes: () => void): void {
  const title = el("h2", { id: "confirm-title" }, "Are you sure?");
  const cancel = el("button", { class: "btn", type: "submit", value: "no" }, "Cancel");
  const go = el("button", { class: "btn key danger", type: "submit", value: "yes" }, label);
  const dialog = el(
    "dialog",
    { class: "dialog", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text", "data-turbo-temporary": "" },
    title,
    el("p", { id: "confirm-text" }, question),
    el("form", { method: "dialog", class: "form-acts" }, cancel, go),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "yes") yes();
  });
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
}
