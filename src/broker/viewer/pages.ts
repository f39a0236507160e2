import { createHash } from 'node:crypto';
import * as messages from './messages.js';

/** Seconds for which a page with a notice is shown. */
const READING_TIME = 5;

/** A small page for the user's browser. It repeats nothing of a request. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Where the browser goes by itself, relative to the page; without an address it loads the page again. */
  readonly refresh?: { readonly seconds: number; readonly address?: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export const refused = (status: number, text: string): Page => ({ status, title: messages.titles.refused(), text });

/**
 * Sets the cookie and leads to the app. Not a redirect: if another site has led to this page (an editor in the browser is one),
 * the request that follows a redirect counts as that site's, so that the cookie, which is strict, would be missing
 * (RFC 6265bis, section 5.2). A page that goes elsewhere by itself starts a navigation of its own.
 *
 * @param notice what the user has to know first, in a sentence; there is time to read it
 */
export const entered = (address: string, setCookie: string, notice?: string): Page => ({
  status: 200,
  title: messages.titles.entered(),
  text: notice === undefined ? messages.entered() : `${notice} ${messages.entered()}`,
  refresh: { seconds: notice === undefined ? 0 : READING_TIME, address },
  headers: { 'set-cookie': setCookie },
});

export const down = (port: number): Page => ({
  status: 502,
  title: messages.titles.down(port),
  text: messages.down(),
  refresh: { seconds: 2 },
});

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
  const { seconds, address } = page.refresh ?? {};
  const target = address === undefined ? '' : `;url=${escaped(address)}`;
  const refresh = seconds === undefined ? '' : `<meta http-equiv="refresh" content="${seconds}${target}">`;
  const link = address === undefined ? '' : ` <a href="${escaped(address)}">${escaped(messages.enter())}</a>`;
  const body = `<!doctype html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}<title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1><p>${text}${link}</p></body>
</html>
`;
  return { headers: { ...HEADERS, ...page.headers, 'content-length': String(Buffer.byteLength(body)) }, body };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
