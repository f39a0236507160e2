import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';

/** A small page for the user's browser. It holds nothing that came with a request. */
export interface LoopbackPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

export const answered = (): LoopbackPage => ({
  status: 200,
  title: t('Go back to your editor'),
  text: t('The sign-in goes on there. You can close this tab.'),
});

export const refused = (): LoopbackPage => ({
  status: 200,
  title: t('You are not signed in'),
  text: t('Your editor says why. You can close this tab, and sign in again from there.'),
});

export const ignored = (): LoopbackPage => ({
  status: 400,
  title: t('Nobody waits for this'),
  text: t('This does not belong to a sign-in that is under way. Start it again from your editor.'),
});

export const notFound = (): LoopbackPage => ({
  status: 404,
  title: t('There is nothing here'),
  text: t('Go back to your editor. You can close this tab.'),
});

export const wrongMethod = (): LoopbackPage => ({ ...notFound(), status: 405 });

export const wrongHost = (): LoopbackPage => ({ ...notFound(), status: 400 });

const STYLE =
  'body{max-width:30rem;margin:15vh auto;padding:0 1.5rem;font:16px/1.5 system-ui,sans-serif;color-scheme:light dark}h1{font-size:1.4rem}';

/** A page runs no script, loads nothing, is kept nowhere, and tells nobody its address, which holds the code. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
};

/** The page's document. */
export function render({ title, text }: LoopbackPage): string {
  const [safeTitle, safeText] = [title, text].map(escaped);
  return `<!doctype html>
<html>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safeTitle}</title><style>${STYLE}</style></head>
<body><h1>${safeTitle}</h1><p>${safeText}</p></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
