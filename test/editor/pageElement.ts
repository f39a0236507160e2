/** What functions that run inside the page use of an element. (The project's types know no DOM: the extension has none.) */
export interface PageElement {
  readonly className: string;
  readonly textContent: string;
  readonly style: { readonly top: string };
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
}
