import type { HttpAnswer } from '../../core/httpClient.js';
import { withoutSecrets } from '../../core/redaction.js';
import type { Secret } from '../../core/secret.js';

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
export function asResponse(
  { status, body }: HttpAnswer,
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

/** The part of an error that is told. */
function errorOf(json: JsonObject, secrets: readonly Secret[]): JsonObject {
  const told = Object.entries(json).filter(([name]) => ['error', 'error_description'].includes(name));
  return Object.fromEntries(
    told.map(([name, value]) => [name, typeof value === 'string' ? withoutSecrets(value, secrets) : undefined]),
  );
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

/** Parameters of a request that nobody else may know. */
const SECRET_PARAMETERS = ['client_secret', 'code', 'code_verifier', 'device_code', 'refresh_token', 'token'];

/** The secret values in a form that is about to be sent. */
export function secretsIn(form: URLSearchParams): string[] {
  return SECRET_PARAMETERS.flatMap((name) => form.getAll(name)).filter((value) => value !== '');
}
