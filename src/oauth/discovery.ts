import { CredentialError } from '../core/errors.js';
import { type AuthorizationServer, ENDPOINTS, fromMetadata } from './authorizationServer.js';
import { type JsonObject, parseObject, textOf } from './json.js';
import { assertFinal, type OAuthPorts } from './libraryRequest.js';
import * as messages from './messages.js';
import { isEntraIssuer } from './microsoftEntra.js';
import { issuerDiffers, metadataMissing } from './serverMessages.js';

const OIDC = '.well-known/openid-configuration';
const RFC8414 = '.well-known/oauth-authorization-server';

/**
 * The server that calls itself by an issuer. Tries all locations of its metadata, and takes the first that has them. Throws
 * `CredentialError` if there are none: the first failure that says more than that there is nothing.
 *
 * @param isAppended see `ServerLocation`
 */
export async function discover(
  issuer: URL,
  ports: Pick<OAuthPorts, 'http' | 'clock'>,
  isAppended = false,
): Promise<AuthorizationServer> {
  let failure: CredentialError | undefined;
  for (const url of locationsOf(issuer, isAppended)) {
    const found = await lookAt(url, issuer, ports);
    if (!(found instanceof CredentialError)) {
      return found;
    }
    failure = failure && rankOf(failure) >= rankOf(found) ? failure : found;
  }
  throw failure ?? metadataMissing(issuer.host);
}

/**
 * OpenID Connect Discovery, section 4, appends to the issuer, and RFC 8414, section 3, inserts before its path. Servers mix the
 * two up.
 */
function locationsOf({ origin, pathname }: URL, isAppended: boolean): readonly string[] {
  const path = pathname.replace(/\/$/, '');
  return [
    ...new Set([
      ...(isAppended ? [`${origin}${path}/${RFC8414}`] : []),
      `${origin}${path}/${OIDC}`,
      `${origin}/${RFC8414}${path}`,
      `${origin}/${OIDC}${path}`,
      `${origin}${path}/${RFC8414}`,
    ]),
  ];
}

/** The server that metadata at one location describe, or why there is none. Throws `CredentialError` if other locations need not be tried. */
async function lookAt(
  url: string,
  issuer: URL,
  { http, clock }: Pick<OAuthPorts, 'http' | 'clock'>,
): Promise<AuthorizationServer | CredentialError> {
  // Not aborted by one of those who wait for it: HTTP has its own time limit.
  const { signal } = new AbortController();
  const response = await http.send(url, { method: 'GET', headers: { accept: 'application/json' }, signal });
  try {
    assertFinal(response, issuer.host, clock.now());
    if (response.status < 200 || response.status >= 300) {
      return metadataMissing(issuer.host);
    }
    const json = parseObject(response.body);
    return json ? serverIn(json, issuer) : messages.notJson(issuer.host);
  } catch (error) {
    // Some servers answer with 500 or 502 to paths that they do not know; 429 and 503 ask to be left alone.
    if (!(error instanceof CredentialError) || response.status === 429 || response.status === 503) {
      throw error;
    }
    return error;
  }
}

/** Throws `CredentialError` that says what is wrong. */
function serverIn(json: JsonObject, issuer: URL): AuthorizationServer {
  const named = textOf(json['issuer']);
  if (named === undefined) {
    throw isMetadata(json) ? messages.malformed(issuer.host, 'issuer') : metadataMissing(issuer.host);
  }
  // RFC 8414, section 3.3.
  if (!URL.canParse(named) || !(withoutSlash(named) === withoutSlash(issuer.href) || isEntraIssuer(issuer, named))) {
    throw issuerDiffers(issuer.host, named);
  }
  return fromMetadata({ ...json, issuer: named });
}

/** Some servers answer to any path, with an error or a greeting. */
function isMetadata(json: JsonObject): boolean {
  return ENDPOINTS.some((endpoint) => json[endpoint] !== undefined);
}

function withoutSlash(url: string): string {
  return new URL(url).href.replace(/\/$/, '');
}

/** How much a failure says: an outage may hide the metadata, and something that was found is better than nothing. */
function rankOf({ failure }: CredentialError): number {
  return failure === 'network' ? 2 : failure === 'protocol' ? 1 : 0;
}
