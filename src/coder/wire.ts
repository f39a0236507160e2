import { member, objectAt, optionalText, optionalTime, WrongField, type Place } from '../core/jsonFields.js';
import { isRecord } from '../core/record.js';
import { Secret } from '../core/secret.js';

/*
 * The endpoint that gives tokens to code in a Coder workspace, as its client and its server see it.
 */

/** The header that carries the token of an agent or a user. */
export const SESSION_TOKEN_HEADER = 'coder-session-token';

/** At the root of the origin of `CODER_AGENT_URL`, whose path is ignored. */
export const AGENT_EXTERNAL_AUTH_PATH = '/api/v2/workspaceagents/me/external-auth';

/** How Go writes the time zero: the access token does not expire. */
export const NO_EXPIRY = '0001-01-01T00:00:00Z';

/** The answer as sent. No member is ever absent, except `expires_at` on servers before mid-2026. */
export interface AgentAuthAnswer {
  readonly access_token: string;
  readonly token_extra: Readonly<Record<string, unknown>> | null;
  /** Where the user signs in. Empty if there is a token. */
  readonly url: string;
  /** Of the provider, such as `github`. */
  readonly type: string;
  /** RFC 3339. */
  readonly expires_at?: string;
  /** What Git sends. */
  readonly username: string;
  readonly password: string;
}

/** An error as sent. */
export interface ErrorAnswer {
  readonly message: string;
  readonly detail?: string;
  readonly validations?: readonly { readonly field: string; readonly detail: string }[];
}

/** What the endpoint has answered: a token, or the page where the user signs in. */
export type AgentAuth =
  | ({ readonly kind: 'signedIn'; readonly token: Secret; readonly extra: TokenExtra | undefined } & AgentAuthFacts)
  | { readonly kind: 'notSignedIn'; readonly url: string };

export type TokenExtra = Secret<Readonly<Record<string, unknown>>>;

interface AgentAuthFacts {
  readonly type: string | undefined;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  /** Whether the server says when tokens expire. If it does, one without `expiresAt` does not. */
  readonly isExpiryKnown: boolean;
}

/** Parses an answer of the agent's endpoint. Throws `WrongField`. */
export function parseAgentAuth(json: unknown): AgentAuth {
  const answer = objectAt(json, '');
  const url = optionalText(answer, 'url') ?? '';
  if (url !== '') {
    return { kind: 'notSignedIn', url };
  }
  const token = optionalText(answer, 'access_token') ?? '';
  if (token === '') {
    throw new WrongField('access_token', 'a text');
  }
  return {
    kind: 'signedIn',
    token: new Secret(token),
    extra: extraOf(answer),
    type: optionalText(answer, 'type') || undefined,
    expiresAt: timeOf(answer, 'expires_at'),
    isExpiryKnown: member(answer, 'expires_at') !== undefined,
  };
}

function extraOf(answer: Place): TokenExtra | undefined {
  const extra = member(answer, 'token_extra');
  return isRecord(extra) ? new Secret(extra) : undefined;
}

/** A time in milliseconds since the epoch; `undefined` also for Go's time zero. */
export function timeOf(place: Place, name: string): number | undefined {
  const time = optionalTime(place, name);
  // Go also writes it in other zones.
  return time === undefined || time < 0 ? undefined : time;
}

/** Texts of an error, as received; `undefined` if the answer is not an error of Coder. */
export function parseError(json: unknown): ErrorAnswer | undefined {
  if (!isRecord(json) || typeof json['message'] !== 'string') {
    return undefined;
  }
  const { message, detail, validations } = json;
  return {
    message,
    ...(typeof detail === 'string' && detail !== '' ? { detail } : {}),
    ...(Array.isArray(validations) ? { validations: validations.flatMap(validationOf) } : {}),
  };
}

function validationOf(value: unknown): { readonly field: string; readonly detail: string }[] {
  return isRecord(value) && typeof value['field'] === 'string' && typeof value['detail'] === 'string'
    ? [{ field: value['field'], detail: value['detail'] }]
    : [];
}

/** The user name and password that Git sends to hosts of a provider of this type. */
export function gitCredentials(type: string, token: string): { readonly username: string; readonly password: string } {
  switch (type) {
    case 'gitlab':
      return { username: 'oauth2', password: token };
    case 'bitbucket-cloud':
    case 'bitbucket-server':
      return { username: 'x-token-auth', password: token };
    default:
      return { username: token, password: '' };
  }
}
