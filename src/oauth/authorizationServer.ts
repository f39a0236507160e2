import type { CredentialError } from '../core/errors.js';
import { isLoopback } from '../core/address.js';
import { unsafetyOf } from '../core/url.js';

import type { JsonObject } from './response.js';
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

/** Where an authorization server is: by its issuer, whose metadata has the rest, or by its endpoints. */
export type ServerLocation =
  | { readonly issuer: string }
  | { readonly issuer?: undefined; readonly authorizationUri: string | undefined; readonly tokenUri: string };

/** An authorization server whose endpoints may be used. */
export interface AuthorizationServer {
  /** As it calls itself; `undefined` where it is defined by its endpoints, so that nothing vouches for who answers. */
  readonly issuer: string | undefined;
  /** The host, with its port, by which users know it. */
  readonly host: string;
  readonly endpoints: Readonly<Partial<Record<Endpoint, string>>> & { readonly token_endpoint: string };
  /** The endpoints on another origin than the issuer, which a user should see before trusting them. */
  readonly crossOriginEndpoints: readonly { readonly endpoint: Endpoint; readonly origin: string }[];
  /** The scopes that it tells of; `undefined` if it tells of none. */
  readonly scopes: readonly string[] | undefined;
  /** The methods of PKCE that it lists; `undefined` if it lists none. */
  readonly pkceMethods: readonly string[] | undefined;
  /** How clients may authenticate at the token endpoint; `undefined` if it does not say. */
  readonly tokenEndpointAuthMethods: readonly string[] | undefined;
  /** What the library needs to know of it. */
  readonly metadata: Metadata;
}

/** The server whose endpoints a user has entered. Throws `CredentialError` that names what is wrong with which of them. */
export function fromEndpoints({
  authorizationUri,
  tokenUri,
}: Extract<ServerLocation, { tokenUri: string }>): AuthorizationServer {
  for (const [field, url] of Object.entries({ token_uri: tokenUri, authorization_uri: authorizationUri })) {
    const problem = url === undefined ? undefined : problemOf(url);
    if (problem !== undefined) {
      throw messages.enteredEndpointUnsafe(field, problem);
    }
  }
  const endpoints = {
    token_endpoint: tokenUri,
    ...(authorizationUri === undefined ? {} : { authorization_endpoint: authorizationUri }),
  };
  const { origin, host } = new URL(authorizationUri ?? tokenUri);
  return {
    ...{ issuer: undefined, host, endpoints, crossOriginEndpoints: foreignTo(origin, endpoints) },
    ...{ scopes: undefined, pkceMethods: undefined, tokenEndpointAuthMethods: undefined },
    // The library wants an issuer. Nothing is compared with this one.
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

/** The server that metadata, whose issuer has been checked, describes. Throws `CredentialError` that names what is wrong. */
export function fromMetadata(json: JsonObject & { readonly issuer: string }): AuthorizationServer {
  const { host, hostname, origin } = new URL(json.issuer);
  const endpoints: Partial<Record<Endpoint, string>> = {};
  for (const endpoint of ENDPOINTS) {
    const url = json[endpoint];
    if (url === undefined) {
      continue;
    }
    const problem =
      typeof url === 'string'
        ? (problemOf(url) ?? (leadsBack(hostname, url) ? messages.onThisMachine() : undefined))
        : messages.notText();
    if (typeof url !== 'string' || problem !== undefined) {
      throw messages.endpointUnsafe(host, endpoint, problem ?? messages.notText());
    }
    endpoints[endpoint] = url;
  }
  const { token_endpoint } = endpoints;
  if (token_endpoint === undefined) {
    throw messages.endpointMissing(host, 'token_endpoint');
  }
  const pkceMethods = json['code_challenge_methods_supported'];
  const idTokenAlgorithms = textsOf(json['id_token_signing_alg_values_supported']);
  return {
    ...{ issuer: json.issuer, host },
    endpoints: { ...endpoints, token_endpoint },
    crossOriginEndpoints: foreignTo(origin, endpoints),
    scopes: textsOf(json['scopes_supported']),
    pkceMethods: pkceMethods === undefined ? undefined : (textsOf(pkceMethods) ?? []),
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
 * Checks that PKCE can be used with a server as it has to be (RFC 7636, section 4.2: S256), unless it has been turned off.
 * A server that lists no method may well know it. Throws `CredentialError`.
 */
export function assertPkce({ host, pkceMethods }: AuthorizationServer, usePkce: boolean): void {
  if (usePkce && pkceMethods && !pkceMethods.includes('S256')) {
    throw messages.s256NotOffered(host, pkceMethods);
  }
}

/** An endpoint of a server. Throws `CredentialError` where it has none. */
export function endpointOf({ host, endpoints }: AuthorizationServer, endpoint: Endpoint): string {
  return endpoints[endpoint] ?? raise(messages.endpointMissing(host, endpoint));
}

function raise(error: CredentialError): never {
  throw error;
}

function foreignTo(
  origin: string,
  endpoints: Partial<Record<Endpoint, string>>,
): AuthorizationServer['crossOriginEndpoints'] {
  return ENDPOINTS.flatMap((endpoint) => {
    const url = endpoints[endpoint];
    const other = url === undefined ? origin : new URL(url).origin;
    return other === origin ? [] : [{ endpoint, origin: other }];
  });
}

/**
 * Whether a URL that another machine has sent leads to this one: to a service that trusts who comes from here, and would
 * get requests of that machine's making.
 */
export function leadsBack(sender: string, url: string): boolean {
  return isLoopback(new URL(url).hostname) && !isLoopback(sender);
}

/** Why an endpoint can't be used, as a clause (RFC 6749, section 3.1: no fragment); `undefined` if it can. */
function problemOf(url: string): string | undefined {
  return unsafetyOf(url) ?? (url.includes('#') ? messages.hasFragment() : undefined);
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : undefined;
}
