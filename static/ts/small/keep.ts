import { all, announce, one, within } from "../lib/dom";

/** Hearts: `form[data-keep]` is sent without leaving the page, and every heart of the same thing turns with it. */
export function startKeep(): void {
  document.addEventListener("submit", (event) => {
    const form = within<HTMLFormElement>(event, "form[data-keep]");
    if (!form) return;
    event.preventDefault();
    void keep(form);
  });
}

const field = (form: ParentNode, name: string) => one<HTMLInputElement>(`[name="${name}"]`, form);

async function keep(form: HTMLFormElement): Promise<void> {
  const about = field(form, "about")?.value;
  const on = field(form, "on")?.value === "true";
  try {
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error();
  } catch {
    form.submit(); // The page it leads to says why.
    return;
  }
  for (const other of all<HTMLFormElement>("form[data-keep]")) {
    if (field(other, "about")?.value !== about) continue;
    one("button", other)?.setAttribute("aria-pressed", String(on));
    one(".ic", other)?.classList.toggle("f", on);
    const next = field(other, "on");
    if (next) next.value = String(!on);
  }
  announce(on ? "Kept as a favourite." : "No longer a favourite.");
}
