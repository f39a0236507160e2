import type { ServerLocation } from '../../oauth/authorizationServer.js';
import type { Definition, Entry } from './definition.js';
import { type Field, type Fields, FIELDS, hostsIn, isField, isRecord, problemOfField, scopesIn } from './fields.js';
import { integrationId } from './integrationId.js';
import * as messages from './messages.js';

/** How many problems of an entry are listed. */
const MAX_PROBLEMS = 10;

/**
 * Parses the setting `availableCredentials.integrations` into one entry for each of its elements, in the same order.
 * Invalid elements don't affect the others. A setting that is not a list gives one invalid entry.
 */
export function parseDefinitions(setting: unknown): readonly Entry[] {
  if (setting === undefined || setting === null) {
    return [];
  }
  return Array.isArray(setting)
    ? setting.map(parseDefinition)
    : [{ id: undefined, label: 'availableCredentials.integrations', problem: messages.notList() }];
}

/** Parses one element of the setting. */
export function parseDefinition(value: unknown): Entry {
  if (!isRecord(value)) {
    return { id: undefined, label: messages.unnamed(), problem: messages.notObject() };
  }
  const identity = identityOf(value);
  const problems = problemsOf(value);
  return identity && problems.length === 0
    ? definitionOf(value, identity)
    : {
        id: identity && integrationId(identity),
        label: shownText(value, 'display_name') ?? shownText(value, 'name') ?? messages.unnamed(),
        problem: problems.slice(0, MAX_PROBLEMS).join(' '),
      };
}

/** The problems of the individual fields, or, if there are none, contradictions between them. */
function problemsOf(fields: Fields): readonly string[] {
  const problems = [
    ...Object.keys(fields).flatMap((name) => (isField(name) ? [] : [problemOfName(name)])),
    ...(fields['name'] === undefined ? [messages.missing('name')] : []),
    ...FIELDS.flatMap((field) => (fields[field] === undefined ? [] : (problemOfField(field, fields[field]) ?? []))),
  ];
  return problems.length > 0 ? problems : contradictionsOf(fields);
}

/** The problem of an unknown field, such as `clientid`. */
function problemOfName(name: string): string {
  const letters = lettersOf(name);
  return letters === 'clientsecret'
    ? messages.secretInSettings(name)
    : messages.unknownField(
        name,
        FIELDS.find((field) => lettersOf(field) === letters),
      );
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function contradictionsOf(fields: Fields): readonly string[] {
  const problems = serverProblems(fields);
  // The requirements for the client depend on the server.
  return problems.length > 0 ? problems : clientProblems(fields);
}

/** The fields that define a server without an issuer. */
const ENDPOINT_FIELDS = ['authorization_uri', 'token_uri', 'device_authorization_uri', 'revocation_uri'] as const;

function serverProblems(fields: Fields): readonly string[] {
  const endpoints = ENDPOINT_FIELDS.filter((field) => has(fields, field));
  if (has(fields, 'issuer')) {
    return endpoints.map(messages.twoServers);
  }
  if (!has(fields, 'authorization_uri') && !has(fields, 'token_uri')) {
    return [messages.noServer()];
  }
  // Users of a server without a sign-in page enter a device code (RFC 8628).
  const needsSignIn = !isServiceAccount(fields) && !has(fields, 'device_authorization_uri');
  const required = needsSignIn ? (['authorization_uri', 'token_uri'] as const) : (['token_uri'] as const);
  return required.filter((field) => !has(fields, field)).map((field) => messages.missing(field));
}

function clientProblems(fields: Fields): readonly string[] {
  if (isServiceAccount(fields) && fields['auth_mode'] === 'Public') {
    return [messages.publicServiceAccount()];
  }
  const mode = authMode(fields);
  const methods = mode === 'Public' ? ['none'] : ['client_secret_basic', 'client_secret_post'];
  const method = fields['token_endpoint_auth_method'];
  return [
    ...(has(fields, 'client_id') || (has(fields, 'issuer') && mode === 'Public') ? [] : [messages.clientIdMissing()]),
    ...(method === undefined || methods.some((each) => each === method)
      ? []
      : [messages.wrongAuthMethod(mode, methods)]),
  ];
}

/** The properties that the Integration ID is derived from. */
type Identity = Pick<Definition, 'name' | 'server' | 'clientId'>;

function identityOf(fields: Fields): Identity | undefined {
  const name = textOf(fields, 'name');
  const server = serverOf(fields);
  return name === undefined || !server ? undefined : { name, server, clientId: textOf(fields, 'client_id') };
}

/** @param fields must be valid */
function definitionOf(fields: Fields, identity: Identity): Definition {
  const parameters = fields['authorization_parameters'];
  return {
    ...identity,
    id: integrationId(identity),
    displayName: shownText(fields, 'display_name'),
    description: shownText(fields, 'description'),
    redirectUri: textOf(fields, 'redirect_uri'),
    scopes: scopesIn(fields['scopes']),
    ...(fields['scope_separator'] === ',' ? { scopeSeparator: ',' } : {}),
    authMode: authMode(fields),
    authType: isServiceAccount(fields) ? 'Service Account' : 'Viewer',
    tokenEndpointAuthMethod: tokenEndpointAuthMethod(fields),
    usePkce: fields['use_pkce'] !== false,
    audience: textOf(fields, 'audience'),
    resource: textOf(fields, 'resource'),
    authorizationParameters: Object.fromEntries(
      Object.entries(isRecord(parameters) ? parameters : {}).filter(
        (each): each is [string, string] => typeof each[1] === 'string',
      ),
    ),
    gitHosts: hostsIn(fields['git_hosts']),
  };
}

function serverOf(fields: Fields): ServerLocation | undefined {
  const issuer = textOf(fields, 'issuer');
  const tokenUri = textOf(fields, 'token_uri');
  if (issuer !== undefined || tokenUri === undefined) {
    return issuer === undefined ? undefined : { issuer };
  }
  const isService = isServiceAccount(fields);
  const deviceAuthorizationUri = isService ? undefined : textOf(fields, 'device_authorization_uri');
  const revocationUri = textOf(fields, 'revocation_uri');
  return {
    tokenUri,
    authorizationUri: isService ? undefined : textOf(fields, 'authorization_uri'),
    ...(deviceAuthorizationUri === undefined ? {} : { deviceAuthorizationUri }),
    ...(revocationUri === undefined ? {} : { revocationUri }),
  };
}

function tokenEndpointAuthMethod(fields: Fields): Definition['tokenEndpointAuthMethod'] {
  if (authMode(fields) === 'Public') {
    return 'none';
  }
  const method = fields['token_endpoint_auth_method'];
  return method === 'client_secret_post' || method === 'client_secret_basic' ? method : undefined;
}

function authMode(fields: Fields): Definition['authMode'] {
  return isServiceAccount(fields) || fields['auth_mode'] === 'Confidential' ? 'Confidential' : 'Public';
}

function isServiceAccount(fields: Fields): boolean {
  return fields['auth_type'] === 'Service Account';
}

function has(fields: Fields, field: Field): boolean {
  return fields[field] !== undefined;
}

function textOf(fields: Fields, field: Field): string | undefined {
  const value = fields[field];
  return typeof value === 'string' ? value : undefined;
}

/** A text that is not blank. */
function shownText(fields: Fields, field: Field): string | undefined {
  return textOf(fields, field)?.trim() === '' ? undefined : textOf(fields, field);
}
