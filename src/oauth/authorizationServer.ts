import type { CredentialError } from '../core/errors.js';
import { leadsBack, onThisMachine, unsafetyOf } from '../core/url.js';
import { type JsonObject, textsOf } from './json.js';
import type { Metadata } from './oauth4webapi.js';
import * as messages from './serverMessages.js';

/** The endpoints that are used, by their names in the metadata (RFC 8414, section 2). */
export const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'device_authorization_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
] as const;

export type Endpoint = (typeof ENDPOINTS)[number];

type Endpoints = Readonly<Partial<Record<Endpoint, string>>>;

/** How to find an authorization server: by its issuer, whose metadata contain the rest, or by its endpoints. */
export type ServerLocation =
  | {
      readonly issuer: string;
      /** Whether it appends the location of RFC 8414 to its path, as Posit Connect does: that is then tried first. */
      readonly isAppended?: boolean;
    }
  | {
      readonly issuer?: undefined;
      readonly authorizationUri: string | undefined;
      readonly tokenUri: string;
      readonly deviceAuthorizationUri?: string | undefined;
      readonly revocationUri?: string | undefined;
    };

/** An authorization server whose endpoints have been checked. */
export interface AuthorizationServer {
  /** As it calls itself; `undefined` if it is defined by its endpoints, so that there is nothing to compare with. */
  readonly issuer: string | undefined;
  /** The host, with its port, by which users know it. */
  readonly host: string;
  readonly endpoints: Endpoints & { readonly token_endpoint: string };
  /** Why an endpoint that the metadata name can't be used, as a clause. */
  readonly unusableEndpoints: Endpoints;
  /** The endpoints on another origin than the issuer, which a user should see before trusting them. */
  readonly crossOriginEndpoints: readonly { readonly endpoint: Endpoint; readonly origin: string }[];
  /** The scopes that it lists, if it does. */
  readonly scopes: readonly string[] | undefined;
  /** The methods of PKCE that it lists, if it does. */
  readonly pkceMethods: readonly string[] | undefined;
  /** The grant types that it lists, if it does. */
  readonly grantTypes: readonly string[] | undefined;
  /** How clients may authenticate at the token endpoint, if it says so. */
  readonly tokenEndpointAuthMethods: readonly string[] | undefined;
  /** The metadata that the library needs. */
  readonly metadata: Metadata;
}

/** The server whose endpoints a user has entered. Throws `CredentialError` that says what is wrong with one of them. */
export function fromEndpoints({
  authorizationUri,
  tokenUri,
  deviceAuthorizationUri,
  revocationUri,
}: Extract<ServerLocation, { tokenUri: string }>): AuthorizationServer {
  const entered = {
    token_uri: tokenUri,
    authorization_uri: authorizationUri,
    device_authorization_uri: deviceAuthorizationUri,
    revocation_uri: revocationUri,
  };
  for (const [field, url] of Object.entries(entered)) {
    const problem = url === undefined ? undefined : problemOf(url);
    if (problem !== undefined) {
      throw messages.enteredEndpointUnsafe(field, problem);
    }
  }
  const endpoints = {
    token_endpoint: tokenUri,
    ...(authorizationUri === undefined ? {} : { authorization_endpoint: authorizationUri }),
    ...(deviceAuthorizationUri === undefined ? {} : { device_authorization_endpoint: deviceAuthorizationUri }),
    ...(revocationUri === undefined ? {} : { revocation_endpoint: revocationUri }),
  };
  const { origin, host } = new URL(authorizationUri ?? tokenUri);
  return {
    ...{ issuer: undefined, host, endpoints, unusableEndpoints: {} },
    crossOriginEndpoints: foreignTo(origin, endpoints),
    ...{ scopes: undefined, pkceMethods: undefined, grantTypes: undefined, tokenEndpointAuthMethods: undefined },
    // oauth4webapi requires an issuer; this placeholder is never compared with anything.
    metadata: { issuer: origin, ...endpoints },
  };
}

/** Checks that an issuer may be asked for its metadata. Throws `CredentialError` (`configuration`) if not. */
export function assertIssuer(issuer: string): void {
  const problem = problemOf(issuer) ?? (/[?#]/.test(issuer) ? messages.hasQuery() : undefined);
  if (problem !== undefined) {
    throw messages.issuerInvalid(problem);
  }
}

/**
 * The server that metadata describe, whose issuer has been checked. An endpoint that can't be used is left out, except for
 * the token endpoint, which every request needs. Throws `CredentialError` that says what is wrong.
 */
export function fromMetadata(json: JsonObject & { readonly issuer: string }): AuthorizationServer {
  const { host, hostname, origin } = new URL(json.issuer);
  const endpoints: Partial<Record<Endpoint, string>> = {};
  const unusableEndpoints: Partial<Record<Endpoint, string>> = {};
  for (const endpoint of ENDPOINTS) {
    const url = json[endpoint];
    if (url === undefined || url === null || url === '') {
      continue;
    }
    const problem = typeof url === 'string' ? problemInMetadata(hostname, url) : messages.notText();
    if (problem !== undefined) {
      unusableEndpoints[endpoint] = problem;
    } else if (typeof url === 'string') {
      endpoints[endpoint] = url;
    }
  }
  const { token_endpoint } = endpoints;
  if (token_endpoint === undefined) {
    throw whyWithout(host, 'token_endpoint', unusableEndpoints);
  }
  const pkceMethods = json['code_challenge_methods_supported'] ?? undefined;
  const idTokenAlgorithms = textsOf(json['id_token_signing_alg_values_supported']);
  return {
    ...{ issuer: json.issuer, host },
    endpoints: { ...endpoints, token_endpoint },
    unusableEndpoints,
    crossOriginEndpoints: foreignTo(origin, endpoints),
    scopes: textsOf(json['scopes_supported']),
    pkceMethods: pkceMethods === undefined ? undefined : (textsOf(pkceMethods) ?? []),
    grantTypes: textsOf(json['grant_types_supported']),
    tokenEndpointAuthMethods: textsOf(json['token_endpoint_auth_methods_supported']),
    metadata: {
      issuer: json.issuer,
      ...endpoints,
      authorization_response_iss_parameter_supported: json['authorization_response_iss_parameter_supported'] === true,
      ...(idTokenAlgorithms ? { id_token_signing_alg_values_supported: idTokenAlgorithms } : {}),
    },
  };
}

/**
 * Checks that PKCE can be used with a server as required (RFC 7636, section 4.2: S256), unless it is turned off. A server
 * that lists no methods may support it all the same. Throws `CredentialError`.
 */
export function assertPkce({ host, pkceMethods }: AuthorizationServer, usePkce: boolean): void {
  if (usePkce && pkceMethods && !pkceMethods.includes('S256')) {
    throw messages.s256NotOffered(host, pkceMethods);
  }
}

/** An endpoint of a server. Throws `CredentialError` if there is none, or none that can be used. */
export function endpointOf(server: AuthorizationServer, endpoint: Endpoint): string {
  const url = server.endpoints[endpoint];
  if (url === undefined) {
    throw endpointUnavailable(server, endpoint);
  }
  return url;
}

/** Why a server has no endpoint of that name that can be used. */
export function endpointUnavailable(
  { host, unusableEndpoints }: AuthorizationServer,
  endpoint: Endpoint,
): CredentialError {
  return whyWithout(host, endpoint, unusableEndpoints);
}

/** Throws `CredentialError` if the metadata name an endpoint that can't be used. A server may do without it. */
export function assertUsable({ host, unusableEndpoints }: AuthorizationServer, endpoint: Endpoint): void {
  const problem = unusableEndpoints[endpoint];
  if (problem !== undefined) {
    throw messages.endpointUnsafe(host, endpoint, problem);
  }
}

function whyWithout(host: string, endpoint: Endpoint, unusable: Endpoints): CredentialError {
  const problem = unusable[endpoint];
  return problem === undefined
    ? messages.endpointMissing(host, endpoint)
    : messages.endpointUnsafe(host, endpoint, problem);
}

function foreignTo(origin: string, endpoints: Endpoints): AuthorizationServer['crossOriginEndpoints'] {
  return ENDPOINTS.flatMap((endpoint) => {
    const url = endpoints[endpoint];
    const other = url === undefined ? origin : new URL(url).origin;
    return other === origin ? [] : [{ endpoint, origin: other }];
  });
}

function problemInMetadata(issuerHost: string, url: string): string | undefined {
  return problemOf(url) ?? (leadsBack(issuerHost, url) ? onThisMachine() : undefined);
}

/** Why an endpoint can't be used, as a clause (RFC 6749, section 3.1: no fragment); `undefined` if it can. */
function problemOf(url: string): string | undefined {
  return unsafetyOf(url) ?? (url.includes('#') ? messages.hasFragment() : undefined);
}
