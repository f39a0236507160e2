import type { HttpResponse } from '../core/httpClient.js';
import { FOUND_BY, redact } from '../core/redaction.js';
import { Secret } from '../core/secret.js';
import { isRegisteredError } from './errorCodes.js';

/** Members of a JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What an authorization server answered, as the library is to see it. These habits of servers are allowed for, and none of
 * them is worth a failed sign-in: JSON of another content type; an error with status 200 (GitHub's); `null` for what is
 * absent; a challenge in `WWW-Authenticate` beside an error that says more.
 *
 * @param secrets blanked out of an error, which may repeat what was sent
 * @param passedOver members that nobody may rely on
 */
export function normalizeResponse(
  { status, body }: HttpResponse,
  secrets: readonly Secret[],
  passedOver: readonly string[],
): Response {
  const json = parseObject(body);
  if (!json) {
    // Nothing but an object is looked at, nor needs to be kept.
    return new Response(null, { status, headers: { 'content-type': 'text/plain' } });
  }
  const isError = status >= 400 || typeof json['error'] === 'string';
  return new Response(JSON.stringify(isError ? errorOf(json, secrets) : without(json, passedOver)), {
    status: isError && status < 400 ? 400 : status,
    headers: { 'content-type': 'application/json' },
  });
}

/** Characters that are looked at of what a server says of an error: far more than is ever shown. */
const MAX_TEXT_LENGTH = 2000;

/**
 * Characters at the end of a text that was cut, which may be the beginning of a secret: too little of it to be found, with
 * each character written as six, as in `\u002f`.
 */
const UNSURE_LENGTH = FOUND_BY * 6;

/** The part of an error that is told. */
function errorOf({ error, error_description: description }: JsonObject, secrets: readonly Secret[]): JsonObject {
  const isHarmless = typeof error === 'string' && isRegisteredError(error);
  return {
    error: isHarmless ? error : redacted(error, secrets),
    error_description: redacted(description, secrets),
  };
}

function redacted(value: unknown, secrets: readonly Secret[]): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const shown = redact(value.slice(0, MAX_TEXT_LENGTH), secrets);
  const isSure = value.length <= MAX_TEXT_LENGTH || shown.endsWith('[secret]');
  return isSure ? shown : shown.slice(0, -UNSURE_LENGTH);
}

function without(json: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([name, value]) => value !== null && !names.includes(name)));
}

/** A body as a JSON object; `undefined` if it is none. A byte order mark is passed over; invalid UTF-8 is no JSON. */
function parseObject(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters of a request that only the client and the server may know. */
const SECRET_PARAMETERS = ['client_secret', 'code', 'code_verifier', 'device_code', 'refresh_token', 'token'];

/** The secrets in a request that is about to be sent, in the forms in which it holds them. */
export function secretsIn(headers: Readonly<Record<string, string>>, body: unknown): Secret[] {
  const form = body instanceof URLSearchParams ? body : new URLSearchParams();
  const values = SECRET_PARAMETERS.flatMap((name) => form.getAll(name)).flatMap((value) => [value, formEncoded(value)]);
  // RFC 7617: the client's ID and secret in base64, as one.
  const [, basic = ''] = /^Basic (.+)$/i.exec(headers['authorization'] ?? '') ?? [];
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
  return [...values, basic, password].filter((value) => value !== '').map((value) => new Secret(value));
}

/** With `+` for spaces, and so not found as it is percent-encoded. */
function formEncoded(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}
