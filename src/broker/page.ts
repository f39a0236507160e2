import { createHash } from 'node:crypto';
import { language } from '../core/language.js';

/** A small page for the user's browser. It repeats nothing of a request. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Where the browser goes by itself, relative to the page, and a link to it; without a target it loads the page again. */
  readonly refresh?: {
    readonly seconds: number;
    readonly target?: { readonly address: string; readonly label: string };
  };
  readonly headers?: Readonly<Record<string, string>>;
}

const STYLE =
  'body{max-width:30rem;margin:15vh auto;padding:0 1.5rem;font:16px/1.5 system-ui,sans-serif;color-scheme:light dark}h1{font-size:1.4rem}';

/** A page runs no script, loads nothing, is not cached, and sends no referrer. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
};

/** The headers and the document of a page. */
export function render(page: Page): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const [title, text] = [page.title, page.text].map(escaped);
  const { seconds, target } = page.refresh ?? {};
  const address = target === undefined ? '' : `;url=${escaped(target.address)}`;
  const refresh = seconds === undefined ? '' : `<meta http-equiv="refresh" content="${seconds}${address}">`;
  const link = target === undefined ? '' : ` <a href="${escaped(target.address)}">${escaped(target.label)}</a>`;
  const body = `<!doctype html>
<html lang="${language()}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${text}${link}</p></main></body>
</html>
`;
  return { headers: { ...HEADERS, ...page.headers, 'content-length': String(Buffer.byteLength(body)) }, body };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
