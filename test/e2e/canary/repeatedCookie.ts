import type { IncomingMessage, ServerResponse } from 'node:http';

/** The cookie that a session has sent. */
export function cookieOf({ headers }: IncomingMessage): string {
  return String(headers['x-rs-session-server-rpc-cookie']);
}

/** What a server may repeat of a cookie: its value, its signature, the whole, in two forms and without its attributes. */
export const cookieParts: readonly ((cookie: string) => string)[] = [
  (cookie) => cookie.split('|')[0] ?? '',
  (cookie) => cookie.split(/[|;]/)[2] ?? '',
  encodeURIComponent,
  (cookie) => cookie,
  (cookie) => cookie.split(';')[0] ?? '',
];

/** The answers in which it may do so. @param told what it repeats */
export const repeatingAnswers: Readonly<Record<string, (response: ServerResponse, told: string) => unknown>> = {
  'a redirect': (response, told) => response.writeHead(302, { location: `http://localhost/?of=${told}` }).end(),
  'the headers of a page': (response, told) =>
    response.writeHead(502, { 'content-type': `text/html; about=${told}` }).end(`<p>${told}`),
  ...Object.fromEntries(
    [200, 401, 403, 429, 500, 503].map((status) => [
      `an error with HTTP ${status}`,
      (response: ServerResponse, told: string) =>
        response.writeHead(status).end(JSON.stringify({ error: `Not right: ${told}` })),
    ]),
  ),
  'the details of a failure': (response, told) =>
    response.end(JSON.stringify({ result: false, detail: told, oauth2_error: { error: told } })),
  'the fields of an error': (response, told) => response.end(JSON.stringify({ error: { [told]: told } })),
};

/** An answer to `oauth_integrations` with the parts of a cookie wherever a text may be. */
export function listThatRepeats(cookie: string): string {
  const parts = cookieParts.map((part) => part(cookie));
  const integrations = parts.flatMap((told) => [
    { uid: told, display_name: told, config_error: { message: told, code: told }, scopes: [told] },
    { uid: told, name: told, client_id: told, auth_url: told, token_url: told, [told]: told },
  ]);
  return JSON.stringify({ providers: [{ type: cookie, integrations }, { [cookie]: parts }] });
}
