import { one } from "../lib/dom";

/** The code of a player for other pages follows what is chosen about its looks. */
class EmbedCode extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", () => this.#write());
    // The code is copied whole.
    one<HTMLTextAreaElement>("textarea", this)?.addEventListener("focus", (event) => (event.target as HTMLTextAreaElement).select());
  }

  #write(): void {
    const { address = "", height = "", compactHeight = "", name = "" } = this.dataset;
    const theme = one<HTMLInputElement>("[name=embed-theme]:checked", this)?.value ?? "auto";
    const compact = one<HTMLInputElement>("[name=embed-size]", this)?.checked ?? false;
    const url = new URL(address);
    if (theme !== "auto") url.searchParams.set("theme", theme);
    if (compact) url.searchParams.set("size", "compact");
    const frame = document.createElement("iframe");
    const attributes = { src: url.href, width: "100%", height: compact ? compactHeight : height, title: name, allow: "autoplay", loading: "lazy" };
    for (const [key, value] of Object.entries(attributes)) frame.setAttribute(key, value);
    // Set as text, since a style of an element here would break the page's own policy.
    const code = frame.outerHTML.replace("></iframe>", ' style="border:0"></iframe>');
    const field = one<HTMLTextAreaElement>("textarea", this);
    if (field) field.value = code;
    one("[data-copy]", this)?.setAttribute("data-copy", code);
    one("[data-embed-look]", this)?.setAttribute("href", url.href);
  }
}

customElements.define("tw-embed", EmbedCode);
