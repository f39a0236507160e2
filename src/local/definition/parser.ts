import type { Definition, Entry } from './definition.js';
import type { ServerLocation } from '../../oauth/authorizationServer.js';
import { type Field, type Fields, FIELDS, hostsIn, isField, isRecord, problemOfField, scopesIn } from './fields.js';
import * as messages from './messages.js';
import { integrationId } from './integrationId.js';

/** How many problems of an entry are told. */
const MAX_TOLD = 10;

/**
 * The integrations of the setting `availableCredentials.integrations`, one for each entry and in its order: also for
 * one that is wrong, which disturbs no other. A setting that is no list is one wrong entry.
 */
export function parseDefinitions(setting: unknown): readonly Entry[] {
  if (setting === undefined || setting === null) {
    return [];
  }
  return Array.isArray(setting)
    ? setting.map(parseDefinition)
    : [{ id: undefined, label: 'availableCredentials.integrations', problem: messages.notList() }];
}

/** One entry of the setting. */
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
        problem: problems.slice(0, MAX_TOLD).join(' '),
      };
}

/** All that is wrong with the fields, each for itself; and if nothing is, how they contradict each other. */
function problemsOf(fields: Fields): readonly string[] {
  const problems = [
    ...Object.keys(fields).flatMap((name) => (isField(name) ? [] : [problemOfName(name)])),
    ...(fields['name'] === undefined ? [messages.missing('name')] : []),
    ...FIELDS.flatMap((field) => (fields[field] === undefined ? [] : (problemOfField(field, fields[field]) ?? []))),
  ];
  return problems.length > 0 ? problems : contradictionsOf(fields);
}

/** What is wrong with a field that there is not, such as `clientid`. */
function problemOfName(name: string): string {
  const meant = bare(name);
  return meant === 'clientsecret'
    ? messages.secretInSettings(name)
    : messages.unknownField(
        name,
        FIELDS.find((field) => bare(field) === meant),
      );
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function contradictionsOf(fields: Fields): readonly string[] {
  const problems = serverProblems(fields);
  // Which client is needed depends on the server.
  return problems.length > 0 ? problems : clientProblems(fields);
}

function serverProblems(fields: Fields): readonly string[] {
  const endpoints = (['authorization_uri', 'token_uri'] as const).filter((field) => has(fields, field));
  if (has(fields, 'issuer')) {
    return endpoints.map(messages.twoServers);
  }
  if (endpoints.length === 0) {
    return [messages.noServer()];
  }
  const needed = isServiceAccount(fields) ? (['token_uri'] as const) : (['authorization_uri', 'token_uri'] as const);
  return needed.filter((field) => !has(fields, field)).map((field) => messages.missing(field));
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

/** What makes an integration the one that it is: what its ID is derived from. */
type Identity = Pick<Definition, 'name' | 'server' | 'clientId'>;

function identityOf(fields: Fields): Identity | undefined {
  const name = textOf(fields, 'name');
  const server = serverOf(fields);
  return name === undefined || !server ? undefined : { name, server, clientId: textOf(fields, 'client_id') };
}

/** @param fields checked */
function definitionOf(fields: Fields, identity: Identity): Definition {
  const parameters = fields['authorization_parameters'];
  return {
    ...identity,
    id: integrationId(identity),
    displayName: shownText(fields, 'display_name'),
    description: shownText(fields, 'description'),
    scopes: scopesIn(fields['scopes']),
    authMode: authMode(fields),
    authType: isServiceAccount(fields) ? 'Service Account' : 'Viewer',
    tokenEndpointAuthMethod: tokenEndpointAuthMethod(fields),
    usePkce: fields['use_pkce'] !== false,
    audience: textOf(fields, 'audience'),
    resource: textOf(fields, 'resource'),
    redirectUri: textOf(fields, 'redirect_uri'),
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
  return issuer !== undefined
    ? { issuer }
    : tokenUri === undefined
      ? undefined
      : { tokenUri, authorizationUri: isServiceAccount(fields) ? undefined : textOf(fields, 'authorization_uri') };
}

function tokenEndpointAuthMethod(fields: Fields): Definition['tokenEndpointAuthMethod'] {
  if (authMode(fields) === 'Public') {
    return 'none';
  }
  return fields['token_endpoint_auth_method'] === 'client_secret_post' ? 'client_secret_post' : 'client_secret_basic';
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

/** A text that is there to be seen: none that is blank. */
function shownText(fields: Fields, field: Field): string | undefined {
  return textOf(fields, field)?.trim() === '' ? undefined : textOf(fields, field);
}
