import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

/** HTML whose interpolated texts are escaped; `Html` and lists of it are put in as they are. */
export function html(strings: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(toText)));
}

function toText(value: string | Html | readonly Html[]): string {
  if (value instanceof Html) return value.text;
  if (typeof value !== 'string') return value.map(toText).join('');
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
  body { margin: 0; background: #f4f5f7; color: #1f2933; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 26rem; margin: 12vh auto 2rem; padding: 2rem; background: #fff; border: 1px solid #d9dee4; border-radius: 8px; }
  h1 { margin: 0 0 1rem; font-size: 1.35rem; font-weight: 600; }
  h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 600; }
  p { margin: 0 0 1rem; }
  label { display: block; margin-bottom: 1rem; font-weight: 500; }
  input { display: block; box-sizing: border-box; width: 100%; margin-top: .25rem; padding: .5rem .625rem; border: 1px solid #9aa5b1; border-radius: 4px; font: inherit; }
  button { padding: .5rem 1rem; border: 1px solid #1f5f99; border-radius: 4px; background: #1f5f99; color: #fff; font: inherit; cursor: pointer; }
  button.quiet { background: #fff; color: #1f5f99; }
  code { padding: .1rem .3rem; border-radius: 3px; background: #eef1f4; font-size: .9em; }
  ul { margin: 0 0 1.25rem; padding-left: 1.25rem; }
  table { width: 100%; border-collapse: collapse; }
  td { padding: .5rem 0; border-top: 1px solid #e4e8ec; vertical-align: top; }
  td:first-child { overflow-wrap: anywhere; }
  td:last-child { padding-left: 1rem; text-align: right; white-space: nowrap; }
  table + p { margin-top: 1rem; }
  main > :last-child { margin-bottom: 0; }
  .note { color: #5b6773; font-size: .875rem; }
  .problem { padding: .5rem .75rem; border-left: 3px solid #b3261e; background: #fcefee; }
`;
// Not inside `html` below: a formatter that moved its spaces would make it differ from its hash.
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export interface Page {
  status: number;
  title: string;
  content: Html;
  /** Origins, other than the page's own, to which a submitted form may redirect. */
  formTargets?: readonly string[];
}

/** Sends a page that runs no script and loads nothing. */
export function sendPage(response: ServerResponse, page: Page): void {
  response.writeHead(page.status, pageHeaders(page)).end(renderPage(page));
}

/** The headers that go with a page. */
export function pageHeaders({ formTargets = [] }: Page): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
}

/** The page's document. */
export function renderPage({ title, content }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}
