import { html, renderPage } from './html.js';

/** How a server answers. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function json(status: number, body: object): RawAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function page(status: number, title: string): RawAnswer {
  const body = renderPage({ status, title, content: html`<p>Sandbox Workbench</p>` });
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/**
 * What servers answer to a method that they do not know. Which of these a real Workbench chooses is not public: RStudio
 * Server's open-source part redirects to its sign-in page, or answers a page.
 */
const ANSWERS = {
  html: () => page(200, 'Workbench'),
  redirect: (method: string): RawAnswer => ({
    status: 302,
    headers: { location: `/auth-sign-in?appUri=%2F${method}` },
    body: '',
  }),
  '400': () => page(400, 'Bad request'),
  '403': () => page(403, 'Forbidden'),
  empty: () => json(200, {}),
  'invalid-method': () => json(200, { error: { code: 6, message: 'Invalid method' } }),
  '404': (method: string) => json(404, { error: `Unknown method: ${method}` }),
  '405': () => page(405, 'Method not allowed'),
  '501': () => page(501, 'Not implemented'),
  'unknown-method': (method: string) => json(200, { error: `Unknown method: ${method}` }),
} as const;

/** The name of one of these ways. */
export type UnknownMethodAnswer = keyof typeof ANSWERS;

export const UNKNOWN_METHOD_ANSWERS = Object.keys(ANSWERS).filter(isUnknownMethodAnswer);

export function isUnknownMethodAnswer(name: string): name is UnknownMethodAnswer {
  return Object.hasOwn(ANSWERS, name);
}

export function answerToUnknownMethod(how: UnknownMethodAnswer, method: string): RawAnswer {
  return ANSWERS[how](method);
}
