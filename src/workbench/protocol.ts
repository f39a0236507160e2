import { t } from '@vscode/l10n';
import type { HttpResponse } from '../core/httpClient.js';
import type { ListedIntegration } from '../core/integration.js';
import * as messages from './messages.js';

/*
 * The only place that knows the wire. Names, types and the many coats of a failure were read in the source of public
 * clients: posit-sdk-py (src/posit/workbench), rstudioapi (R/auth.R) and Positron. `oauth_sign_in` and `oauth_sign_out`
 * are this project's choice, since no public client signs in: see docs/protocol.md.
 */

export const COOKIE_HEADER = 'x-rs-session-server-rpc-cookie';

export type Method = 'oauth_integrations' | 'oauth_sign_in' | 'oauth_sign_out';

/** The body of a call. Both R's bare spelling of `method` and Python's leading slash are known to servers; this is R's. */
export function requestBody(method: Method, kwparams: Readonly<Record<string, string>> = {}): unknown {
  return { method, kwparams };
}

/** The statuses by which a server says that it does not know a method, or that this is no address of a Workbench. */
const UNKNOWN_METHOD = [404, 405, 501];

/**
 * The object that the server answered with. Throws `CredentialError` for every coat of a failure: a status that is no
 * success, something else than a JSON object, `error` as text or object, `result: false` with or without details.
 */
export function parseAnswer({ status, json, retryAfter, received }: HttpResponse): Readonly<Record<string, unknown>> {
  const failure = isRecord(json) ? failureText(json) : undefined;
  const told = failure === undefined ? undefined : messages.refused(failure, received, retryAfter);
  if (status >= 200 && status < 300) {
    if (!isRecord(json)) {
      throw messages.notJson(received);
    }
    if (told) {
      throw told;
    }
    return json;
  }
  const cause = told ?? received;
  if (status === 403 && failure !== undefined) {
    throw messages.forbidden(status, failure, cause);
  }
  if (status === 401 || status === 403) {
    throw messages.notAuthorized(status, cause);
  }
  if (status === 429 || (status >= 502 && status <= 504)) {
    throw messages.askedToWait(status, retryAfter, cause);
  }
  if (status >= 300 && status < 400) {
    throw messages.redirected(status, cause);
  }
  if (told) {
    throw told;
  }
  throw UNKNOWN_METHOD.includes(status)
    ? messages.notFound(status, cause)
    : messages.serverFailed(status, retryAfter, cause);
}

/** What a server says is wrong, in whichever coat; `undefined` if it says nothing of the kind. */
function failureText(answer: Readonly<Record<string, unknown>>): string | undefined {
  const error = messageOf(answer['error']);
  if (error !== undefined || answer['result'] !== false) {
    return error;
  }
  const oauth2Error = answer['oauth2_error'];
  return (
    textOf(answer['detail']) ??
    (isRecord(oauth2Error) ? (textOf(oauth2Error['error_description']) ?? textOf(oauth2Error['error'])) : undefined) ??
    t('the request failed, for a reason that it does not give')
  );
}

/**
 * Whether the server does not know a method: by its status, or by an error that says so and means the method. Answers
 * of this project's choosing; a Workbench that lacks a method is expected to use one of them.
 */
export function isUnknownMethod(method: Method, { status, json }: HttpResponse): boolean {
  if (UNKNOWN_METHOD.includes(status)) {
    return true;
  }
  const text = isRecord(json) ? (messageOf(json['error']) ?? '') : '';
  return /unknown|unsupported|not found|no such/i.test(text) && (text.includes(method) || /method/i.test(text));
}

/** The page to open, from the answer to `oauth_sign_in`. */
export function parseSignInUrl(answer: Readonly<Record<string, unknown>>): string {
  const url = textOf(answer['url']);
  if (url === undefined) {
    throw messages.malformed('url');
  }
  return url;
}

/** Checks the answer to `oauth_sign_out`. */
export function parseSignedOut(answer: Readonly<Record<string, unknown>>): void {
  if (answer['result'] !== true) {
    throw messages.malformed('result');
  }
}

/** How many of a kind are told of, where a server may send any number. */
const MAX_TOLD = 10;

export interface IntegrationList {
  readonly integrations: readonly ListedIntegration[];
  /** What of the answer could not be used, for the log: one line each. */
  readonly problems: readonly string[];
}

/** What an editor can show and stay usable: an answer of 8 MiB could hold millions. */
const MAX_INTEGRATIONS = 20_000;

/**
 * The integrations of all providers, in the server's order. One that is wrong becomes a configuration error that names
 * the field; a provider that is wrong is named in `problems`. Neither loses any of the others.
 */
export function parseIntegrations(answer: Readonly<Record<string, unknown>>): IntegrationList {
  const providers = answer['providers'];
  if (!Array.isArray(providers)) {
    throw messages.malformed('providers');
  }
  const integrations: ListedIntegration[] = [];
  const passedOver: number[] = [];
  providers.forEach((provider: unknown, at) => {
    const listed = isRecord(provider) ? provider['integrations'] : undefined;
    if (!isRecord(provider) || !Array.isArray(listed)) {
      passedOver.push(at);
      return;
    }
    const type = textOf(provider['type']);
    if (integrations.length + listed.length > MAX_INTEGRATIONS) {
      throw messages.tooMany(MAX_INTEGRATIONS);
    }
    listed.forEach((integration: unknown, index) => {
      integrations.push(parseIntegration(integration, type, `providers[${at}].integrations[${index}]`));
    });
  });
  return { integrations, problems: problemsOf(passedOver) };
}

function problemsOf(passedOver: readonly number[]): string[] {
  const told = passedOver
    .slice(0, MAX_TOLD)
    .map((at) => `providers[${at}] was passed over: its integrations are not an array`);
  const more = passedOver.length - told.length;
  return more > 0 ? [...told, `so were ${more} more`] : told;
}

const REQUIRED = ['uid', 'client_id', 'auth_url', 'token_url'] as const;
const OPTIONAL_TEXTS = ['type', 'name', 'display_name', 'issuer'] as const;

function parseIntegration(value: unknown, providerType: string | undefined, path: string): ListedIntegration {
  const wire = isRecord(value) ? value : {};
  const problem = isRecord(value) ? problemOf(wire) : t('{0} is not an object', path);
  const guid = textOf(wire['uid']);
  const status: ListedIntegration['status'] =
    problem !== undefined
      ? { kind: 'configurationError', detail: problem }
      : { kind: wire['authenticated'] === true ? 'authenticated' : 'notSignedIn' };
  return {
    guid,
    name: textOf(wire['name']),
    label: textOf(wire['display_name']) ?? textOf(wire['name']) ?? guid ?? t('Unnamed integration'),
    type: textOf(wire['type']) ?? providerType,
    status,
    actions: actionsOf(status),
    issuer: textOf(wire['issuer']),
    clientId: textOf(wire['client_id']),
    scopes: isTexts(wire['scopes']) && wire['scopes'].length > 0 ? wire['scopes'] : undefined,
    authUrl: textOf(wire['auth_url']),
    tokenUrl: textOf(wire['token_url']),
  };
}

function actionsOf({ kind }: ListedIntegration['status']): ListedIntegration['actions'] {
  switch (kind) {
    case 'authenticated':
      return ['signOut', 'snippet'];
    case 'notSignedIn':
      return ['signIn'];
    default:
      return [];
  }
}

/** Why an integration can't be used: what the server says of it, else which of its fields are missing or wrong. */
function problemOf(wire: Readonly<Record<string, unknown>>): string | undefined {
  for (const field of ['error', 'config_error', 'error_message']) {
    const told = messageOf(wire[field]);
    if (told !== undefined) {
      return told;
    }
  }
  const texts = [...REQUIRED, ...OPTIONAL_TEXTS].filter(
    (field) => isPresent(wire[field]) && typeof wire[field] !== 'string',
  );
  const wrong: string[] = texts;
  if (isPresent(wire['scopes']) && !isTexts(wire['scopes'])) {
    wrong.push('scopes');
  }
  if (isPresent(wire['authenticated']) && typeof wire['authenticated'] !== 'boolean') {
    wrong.push('authenticated');
  }
  if (wrong.length > 0) {
    return t('The server sent a wrong type of value for: {0}.', wrong.join(', '));
  }
  const missing = REQUIRED.filter((field) => textOf(wire[field]) === undefined);
  return missing.length > 0 ? t('The server did not send: {0}.', missing.join(', ')) : undefined;
}

/** The text of a failure: itself, or `message` and `description` of an object. An object that says nothing is no failure. */
function messageOf(value: unknown): string | undefined {
  if (!isRecord(value)) {
    return textOf(value);
  }
  const parts = [textOf(value['message']), textOf(value['description'])].filter((part) => part !== undefined);
  if (parts.length > 0) {
    return [...new Set(parts)].join(': ');
  }
  const said = Object.entries(value).filter(
    ([, each]) => isPresent(each) && (typeof each !== 'string' || textOf(each)),
  );
  // Not as JSON: a person is to read it, and a server could nest it more deeply than the stack reaches.
  return said.length > 0 ? said.slice(0, MAX_TOLD).map(fieldText).join(', ') : undefined;
}

function fieldText([name, value]: readonly [string, unknown]): string {
  return `${name}: ${isPrimitive(value) ? value : '…'}`;
}

function isPrimitive(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
