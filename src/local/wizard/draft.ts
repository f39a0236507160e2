import type * as wizard from '../../core/wizardSteps.js';
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
import type { Answers, Provider } from '../providers/provider.js';
import type { Discovery } from './ports.js';

/** A step that asks for a part of an integration's definition. */
export type WizardStep = wizard.WizardStep<Draft>;

export type Outcome = wizard.Outcome<Draft>;

/**
 * An integration that is being entered. An answer stays, even if another answer makes it irrelevant for now.
 */
export interface Draft {
  /** The known provider; `undefined` for any other server. */
  readonly provider: Provider | undefined;
  /** Whether the user has picked that it is none of the known providers. */
  readonly isOther: boolean;
  /** The answers to the provider's questions. */
  readonly answers: Answers;
  readonly server: 'issuer' | 'endpoints';
  readonly issuer: string;
  /** What the issuer publishes, once it has been read. */
  readonly discovery: Discovery | undefined;
  readonly authorizationUri: string;
  readonly tokenUri: string;
  readonly deviceAuthorizationUri: string;
  readonly revocationUri: string;
  readonly authType: Definition['authType'];
  /** Whether the user wants the server to register a client automatically: see {@link registersItself}. */
  readonly wantsRegistration: boolean;
  readonly clientId: string;
  /** Empty for the default; `undefined` until the user has seen it. */
  readonly redirectUri: string | undefined;
  /** `undefined` until it is chosen: see {@link authModeOf}. */
  readonly authMode: Definition['authMode'] | undefined;
  /** `auto`: as the server's metadata say. */
  readonly sendsSecret: SecretMethod;
  /** The client secret that has been entered in this wizard. */
  readonly clientSecret: Secret | undefined;
  /** `undefined` until they are chosen: see {@link scopesOf}. */
  readonly scopes: readonly string[] | undefined;
  /** Whether the user wants to enter scopes that are not offered. */
  readonly hasOtherScopes: boolean;
  /** Empty for the usual name: see {@link nameOf}. */
  readonly name: string;
  readonly displayName: string;
  /** The remaining fields. */
  readonly others: Fields;
  /** The names of fields of the entry that can't be used. */
  readonly notTaken: readonly string[];
  /** Whether the user wants to sign in as soon as it is saved. */
  readonly signsIn: boolean;
}

/** How the client secret is sent. */
export type SecretMethod = 'auto' | 'client_secret_basic' | 'client_secret_post';

/** The redirect URI of an integration that has none, with any port. */
export const DEFAULT_REDIRECT_URI = 'http://127.0.0.1/callback';

/** The scopes that are picked at first if a server offers them: OpenID Connect, and tokens that can be renewed. */
const USUAL_SCOPES = ['openid', 'offline_access'];

const OTHERS = [
  ...['description', 'scope_separator', 'use_pkce', 'audience', 'resource'],
  ...['authorization_parameters', 'git_hosts'],
] as readonly Field[];

/**
 * A draft with the fields of an entry that are right; an empty draft for `undefined`. A client secret in the entry
 * counts as entered, and is not written back.
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
    provider: undefined,
    isOther: false,
    answers: {},
    server: issuer === '' && hasEndpoints ? 'endpoints' : 'issuer',
    issuer,
    discovery: undefined,
    authorizationUri: text('authorization_uri'),
    tokenUri: text('token_uri'),
    deviceAuthorizationUri: text('device_authorization_uri'),
    revocationUri: text('revocation_uri'),
    authType: given['auth_type'] === 'Service Account' ? 'Service Account' : 'Viewer',
    wantsRegistration: issuer !== '' && clientId === '',
    clientId,
    redirectUri: entry === undefined ? undefined : text('redirect_uri'),
    authMode: entry === undefined ? undefined : authMode === 'Confidential' ? 'Confidential' : 'Public',
    sendsSecret: secretMethodOf(given['token_endpoint_auth_method']),
    clientSecret,
    scopes: entry === undefined ? undefined : scopesIn(given['scopes']).filter((scope) => SCOPE.test(scope)),
    hasOtherScopes: false,
    name: text('name'),
    displayName: text('display_name'),
    others: Object.fromEntries(OTHERS.filter(isRight).map((field) => [field, given[field]])),
    notTaken: [
      ...Object.keys(given).filter((name) => !isField(name) && name !== 'client_secret'),
      ...FIELDS.filter((field) => given[field] !== undefined && !isRight(field)),
      ...notTaken,
    ],
    signsIn: false,
  };
}

/** The entry of the setting that a draft makes, without fields that are irrelevant or have their default value. */
export function fieldsOf(draft: Draft): Fields {
  const { others, provider } = draft;
  const isConfidential = authModeOf(draft) === 'Confidential';
  const scopeParameter = provider?.scopes.parameter;
  const scopes = scopesOf(draft);
  const written: Readonly<Record<Field, unknown>> = {
    name: nameOf(draft),
    display_name: draft.displayName,
    description: others['description'],
    issuer: draft.server === 'issuer' ? draft.issuer : '',
    authorization_uri: draft.server === 'endpoints' && draft.authType === 'Viewer' ? draft.authorizationUri : '',
    token_uri: draft.server === 'endpoints' ? draft.tokenUri : '',
    device_authorization_uri: draft.server === 'endpoints' ? draft.deviceAuthorizationUri : '',
    revocation_uri: draft.server === 'endpoints' ? draft.revocationUri : '',
    client_id: registersItself(draft) ? '' : draft.clientId,
    redirect_uri: draft.redirectUri === DEFAULT_REDIRECT_URI ? '' : draft.redirectUri,
    scopes: scopes.length > 0 && scopeParameter === undefined ? scopes : '',
    scope_separator: others['scope_separator'],
    auth_mode: draft.authType === 'Viewer' && isConfidential ? 'Confidential' : '',
    auth_type: draft.authType === 'Service Account' ? 'Service Account' : '',
    token_endpoint_auth_method: isConfidential && draft.sendsSecret !== 'auto' ? draft.sendsSecret : '',
    use_pkce: others['use_pkce'],
    audience: others['audience'],
    resource: others['resource'],
    authorization_parameters: parametersOf(draft),
    git_hosts: others['git_hosts'],
  };
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined && value !== ''));
}

/** The additional authorization parameters, with the scopes if one of these takes them. */
function parametersOf(draft: Draft): unknown {
  const { others, provider } = draft;
  const scopes = scopesOf(draft);
  const { parameter, separator = ' ' } = provider?.scopes ?? {};
  const own = others['authorization_parameters'];
  return parameter === undefined || scopes.length === 0
    ? own
    : { ...(isRecord(own) ? own : {}), [parameter]: scopes.join(separator) };
}

function secretMethodOf(value: unknown): SecretMethod {
  return value === 'client_secret_basic' || value === 'client_secret_post' ? value : 'auto';
}

/** What the server of this integration publishes, if that has been read. */
export function discoveryOf({ server, discovery }: Draft): Discovery | undefined {
  return server === 'issuer' ? discovery : undefined;
}

/** The scopes that the user has chosen, or else the usual ones that the server offers to users. */
export function scopesOf(draft: Draft): readonly string[] {
  const offered = draft.authType === 'Viewer' ? (discoveryOf(draft)?.scopes ?? []) : [];
  return draft.scopes ?? USUAL_SCOPES.filter((scope) => offered.includes(scope));
}

/** The name that the user has entered, or else the host of the server. */
export function nameOf({ name, server, issuer, tokenUri }: Draft): string {
  const url = server === 'issuer' ? issuer : tokenUri;
  return name !== '' ? name : URL.canParse(url) ? new URL(url).hostname : '';
}

/** Whether the server registers clients automatically, or may do so. */
export function canRegister(draft: Draft): boolean {
  const discovery = discoveryOf(draft);
  const isOffered = discovery === undefined || discovery.endpoints.registration_endpoint !== undefined;
  return draft.server === 'issuer' && draft.authType === 'Viewer' && isOffered;
}

/** Whether the server is to register the client of this integration automatically. */
export function registersItself(draft: Draft): boolean {
  return draft.wantsRegistration && canRegister(draft);
}

/** Until the user has chosen, a client with a secret is Confidential. */
export function authModeOf(draft: Draft): Definition['authMode'] {
  if (draft.authType === 'Service Account') {
    return 'Confidential';
  }
  return registersItself(draft) ? 'Public' : (draft.authMode ?? (draft.clientSecret ? 'Confidential' : 'Public'));
}

export function isConfidential(draft: Draft): boolean {
  return authModeOf(draft) === 'Confidential';
}
