import { isRecord } from '../core/record.js';
import type { OAuthRequest } from './oauthRequest.js';
import { type JsonObject, textOf, withoutMember } from './json.js';

/**
 * What becomes of a successful answer before the library checks it. Nothing that protects somebody depends on what is
 * tolerated here; each tolerance is a row in test/integration/oauth/toleratedAnswers.test.ts.
 */
export const NORMALIZERS: Readonly<Record<OAuthRequest, (json: JsonObject) => JsonObject>> = {
  authorization: (json) => json,
  code: normalizeTokens,
  refresh: normalizeTokens,
  clientCredentials: normalizeTokens,
  deviceCode: normalizeTokens,
  tokenExchange: normalizeExchange,
  deviceAuthorization: normalizeDeviceAuthorization,
  registration: normalizeRegistration,
  revocation: (json) => json,
};

/** Members of a token answer (RFC 6749, section 5.1) that Slack puts into `authed_user` for a user token. */
const TOKEN_MEMBERS = ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope'];

/** What servers call a token that is used as a bearer token: Slack's two, and Apigee's. */
const BEARER = ['bearer', 'bot', 'user', 'bearertoken'];

function normalizeTokens(json: JsonObject): JsonObject {
  const { expires_in, scope, refresh_token, id_token, token_type, ...rest } = withUserToken(json);
  const refreshToken = textOf(refresh_token);
  const expiresIn = secondsOf(expires_in);
  const type = textOf(token_type)?.trim() ?? 'bearer';
  return {
    ...rest,
    token_type: BEARER.includes(type.toLowerCase()) ? 'bearer' : type,
    // A token that cannot be renewed and has no time left would be useless: servers say 0 for "does not expire".
    ...present('expires_in', expiresIn === 0 && refreshToken === undefined ? undefined : expiresIn),
    ...present('scope', scopeOf(scope)),
    ...present('refresh_token', refreshToken),
    ...present('id_token', textOf(id_token)),
  };
}

function withUserToken(json: JsonObject): JsonObject {
  const user = json['authed_user'];
  if (textOf(json['access_token']) !== undefined || !isRecord(user) || textOf(user['access_token']) === undefined) {
    return json;
  }
  const [tokens, rest] = split(user, TOKEN_MEMBERS);
  return { ...split(json, TOKEN_MEMBERS)[1], ...tokens, authed_user: rest };
}

/**
 * RFC 8693, section 2.2.1. How the token is used follows from what was requested, so the type does not matter: Connect may call
 * an API key whatever it likes.
 */
function normalizeExchange(json: JsonObject): JsonObject {
  return { ...withoutMember(normalizeTokens(json), 'id_token'), token_type: 'bearer' };
}

/** A text as it is, or a list of them. */
function scopeOf(scope: unknown): string | undefined {
  if (Array.isArray(scope) && scope.every((each) => typeof each === 'string')) {
    return scope.join(' ');
  }
  return typeof scope === 'string' ? scope : undefined;
}

/** RFC 8628, section 3.2. */
function normalizeDeviceAuthorization(json: JsonObject): JsonObject {
  const { verification_url, verification_url_complete, interval, expires_in, user_code, ...rest } = json;
  const complete = textOf(rest['verification_uri_complete']) ?? textOf(verification_url_complete);
  return {
    ...split(rest, ['verification_uri_complete'])[1],
    user_code: typeof user_code === 'number' ? String(user_code) : user_code,
    // Google and early drafts.
    verification_uri: textOf(rest['verification_uri']) ?? verification_url,
    ...present('verification_uri_complete', complete),
    interval: Math.max(secondsOf(interval) || DEFAULT_INTERVAL, MIN_INTERVAL),
    expires_in: secondsOf(expires_in) || DEFAULT_LIFETIME,
  };
}

/** Seconds between two polls if the server does not say (RFC 8628, section 3.2). */
const DEFAULT_INTERVAL = 5;

/** No server can want to be polled more often, in seconds. */
const MIN_INTERVAL = 1;

/** Seconds for which a code is polled if the server does not say: as long as a sign-in in the browser may take. */
const DEFAULT_LIFETIME = 600;

/** RFC 7591, section 3.2.1. */
function normalizeRegistration(json: JsonObject): JsonObject {
  const { client_id, client_secret, client_secret_expires_at, token_endpoint_auth_method, ...rest } = json;
  return {
    ...rest,
    client_id: typeof client_id === 'number' ? String(client_id) : client_id,
    ...present('client_secret', textOf(client_secret)),
    client_secret_expires_at: secondsOf(client_secret_expires_at) ?? 0,
    ...present('token_endpoint_auth_method', textOf(token_endpoint_auth_method)),
  };
}

/** A number, or a text that is one, perhaps with a unit of seconds; `undefined` if it is neither, or below 0. */
function secondsOf(value: unknown): number | undefined {
  const [, text = ''] = typeof value === 'string' ? (/^\s*(\d+(?:\.\d+)?)\s*s?\s*$/.exec(value) ?? []) : [];
  const number = typeof value === 'number' ? value : text === '' ? NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** A member that is left out if there is no value. */
function present(name: string, value: unknown): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

function split(json: JsonObject, names: readonly string[]): readonly [JsonObject, JsonObject] {
  const entries = Object.entries(json);
  const isNamed = ([name]: readonly [string, unknown]) => names.includes(name);
  return [Object.fromEntries(entries.filter(isNamed)), Object.fromEntries(entries.filter((each) => !isNamed(each)))];
}
