import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import { language } from '../core/language.js';

/** A small page for the user's browser. Of a request it repeats nothing but the server's error, escaped. */
export interface LoopbackPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

export const accepted = (): LoopbackPage => ({
  status: 200,
  title: t('Return to your editor'),
  text: t('The sign-in continues there. You can close this tab.'),
});

/** @param reason in sentences, as the editor shows it too */
export const refused = (reason: string): LoopbackPage => ({
  status: 200,
  title: t('You are not signed in'),
  text: t('{0} You can close this tab.', reason),
});

export const ignored = (): LoopbackPage => ({
  status: 400,
  title: t('No sign-in is waiting for this page'),
  text: t('It does not belong to a sign-in that is waiting. Start the sign-in again from your editor.'),
});

export const notFound = (): LoopbackPage => ({
  status: 404,
  title: t('There is nothing here'),
  text: t('Return to your editor. You can close this tab.'),
});

export const wrongMethod = (): LoopbackPage => ({ ...notFound(), status: 405 });

export const wrongHost = (): LoopbackPage => ({ ...notFound(), status: 400 });

const STYLE =
  'body{max-width:30rem;margin:15vh auto;padding:0 1.5rem;font:16px/1.5 system-ui,sans-serif;color-scheme:light dark}h1{font-size:1.4rem}';

/** A page runs no script, loads nothing, is not cached, and sends no referrer: its address contains the code. */
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
<html lang="${language()}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safeTitle}</title><style>${STYLE}</style></head>
<body><main><h1>${safeTitle}</h1><p>${safeText}</p></main></body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
