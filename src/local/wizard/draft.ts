import { Secret } from '../../core/secret.js';
import type { Definition } from '../definition/definition.js';
import {
  type Field,
  type Fields,
  FIELDS,
  isField,
  isRecord,
  problemOfField,
  scopesIn,
  SCOPE,
} from '../definition/fields.js';
import type { Discovery } from './ports.js';

/**
 * An integration that is being entered. What has been entered once stays, also where another answer has made it idle.
 */
export interface Draft {
  readonly server: 'issuer' | 'endpoints';
  readonly issuer: string;
  /** What the issuer tells of itself, once it has been asked. */
  readonly discovery: Discovery | undefined;
  readonly authorizationUri: string;
  readonly tokenUri: string;
  readonly authType: Definition['authType'];
  /** Whether the server is to register a client by itself: see {@link registersItself}. */
  readonly wantsRegistration: boolean;
  readonly clientId: string;
  readonly authMode: Definition['authMode'];
  readonly sendsSecret: 'client_secret_basic' | 'client_secret_post';
  /** The one that has been entered now. */
  readonly clientSecret: Secret | undefined;
  readonly scopes: readonly string[];
  readonly name: string;
  readonly displayName: string;
  /** The fields that are not asked for, as they are. */
  readonly others: Fields;
  /** The names of what there was and could not be taken over. */
  readonly notTaken: readonly string[];
}

const NOT_ASKED = [
  ...(['description', 'use_pkce', 'audience', 'resource', 'redirect_uri'] as const),
  ...(['authorization_parameters', 'git_hosts'] as const),
] as const;

/**
 * A draft with the fields of an entry, right or wrong; with those of none, an empty one. A client secret that stands
 * among them is taken as entered: it is not written back.
 */
export function draftOf(entry: unknown, notTaken: readonly string[] = []): Draft {
  const given = isRecord(entry) ? entry : {};
  const isRight = (field: Field) => given[field] !== undefined && problemOfField(field, given[field]) === undefined;
  const text = (field: Field) => (isRight(field) ? String(given[field]) : '');
  const secret = given['client_secret'];
  const clientSecret = typeof secret === 'string' && secret !== '' ? new Secret(secret) : undefined;
  const authMode = given['auth_mode'] ?? (clientSecret ? 'Confidential' : 'Public');
  const issuer = text('issuer');
  const clientId = text('client_id');
  const hasEndpoints = text('token_uri') !== '' || text('authorization_uri') !== '';
  return {
    server: issuer === '' && hasEndpoints ? 'endpoints' : 'issuer',
    issuer,
    discovery: undefined,
    authorizationUri: text('authorization_uri'),
    tokenUri: text('token_uri'),
    authType: given['auth_type'] === 'Service Account' ? 'Service Account' : 'Viewer',
    wantsRegistration: issuer !== '' && clientId === '',
    clientId,
    authMode: authMode === 'Confidential' ? 'Confidential' : 'Public',
    sendsSecret:
      given['token_endpoint_auth_method'] === 'client_secret_post' ? 'client_secret_post' : 'client_secret_basic',
    clientSecret,
    scopes: scopesIn(given['scopes']).filter((scope) => SCOPE.test(scope)),
    name: text('name'),
    displayName: text('display_name'),
    others: Object.fromEntries(NOT_ASKED.filter(isRight).map((field) => [field, given[field]])),
    notTaken: [
      ...Object.keys(given).filter((name) => !isField(name) && name !== 'client_secret'),
      ...FIELDS.filter((field) => given[field] !== undefined && !isRight(field)),
      ...notTaken,
    ],
  };
}

/** The entry of the setting that a draft makes: what is idle is left out, and so is what would be so anyway. */
export function fieldsOf(draft: Draft): Fields {
  const isConfidential = authModeOf(draft) === 'Confidential';
  const written: Readonly<Record<Field, unknown>> = {
    name: draft.name,
    display_name: draft.displayName,
    description: draft.others['description'],
    issuer: draft.server === 'issuer' ? draft.issuer : '',
    authorization_uri: draft.server === 'endpoints' && draft.authType === 'Viewer' ? draft.authorizationUri : '',
    token_uri: draft.server === 'endpoints' ? draft.tokenUri : '',
    client_id: registersItself(draft) ? '' : draft.clientId,
    scopes: draft.scopes.length > 0 ? draft.scopes : '',
    auth_mode: draft.authType === 'Viewer' && isConfidential ? 'Confidential' : '',
    auth_type: draft.authType === 'Service Account' ? 'Service Account' : '',
    token_endpoint_auth_method: isConfidential && draft.sendsSecret === 'client_secret_post' ? draft.sendsSecret : '',
    use_pkce: draft.others['use_pkce'],
    audience: draft.others['audience'],
    resource: draft.others['resource'],
    redirect_uri: draft.others['redirect_uri'],
    authorization_parameters: draft.others['authorization_parameters'],
    git_hosts: draft.others['git_hosts'],
  };
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined && value !== ''));
}

/** What the server of this integration has told of itself, if it has been asked. */
export function toldBy({ server, discovery }: Draft): Discovery | undefined {
  return server === 'issuer' ? discovery : undefined;
}

/** Whether the server registers clients by itself; one that has not been asked may do so. */
export function canRegister(draft: Draft): boolean {
  const told = toldBy(draft);
  const isOffered = told === undefined || told.endpoints.registration_endpoint !== undefined;
  return draft.server === 'issuer' && draft.authType === 'Viewer' && isOffered;
}

/** Whether the server registers the client of this integration. */
export function registersItself(draft: Draft): boolean {
  return draft.wantsRegistration && canRegister(draft);
}

export function authModeOf(draft: Draft): Definition['authMode'] {
  return draft.authType === 'Service Account' ? 'Confidential' : registersItself(draft) ? 'Public' : draft.authMode;
}
