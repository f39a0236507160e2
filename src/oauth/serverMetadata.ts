import { abortable } from '../core/abort.js';
import { CredentialError } from '../core/errors.js';
import type { ServerLocation } from './authorizationServer.js';
import { withLibrary, type OAuthPorts } from './libraryRequest.js';
import { notJson } from './messages.js';
import type * as OAuth from './oauth4webapi.js';
import { assertIssuer, type AuthorizationServer, fromEndpoints, fromMetadata } from './authorizationServer.js';
import { issuerDiffers, metadataMissing } from './serverMessages.js';

/** Milliseconds for which metadata are used before they are asked for again. */
const LIFETIME = 5 * 60_000;

interface Known {
  readonly server: Promise<AuthorizationServer>;
  /** Milliseconds since the epoch; `undefined` as long as it is being asked. */
  at: number | undefined;
}

/** The authorization servers that are in use. What one of them publishes is asked for once, and kept for some minutes. */
export class ServerMetadataCache {
  readonly #known = new Map<string, Known>();

  constructor(private readonly ports: OAuthPorts) {}

  /**
   * The server of a definition: by its issuer (OpenID Connect discovery, else RFC 8414), or by its endpoints. Throws
   * `CredentialError` that says what is wrong; a failure is not kept.
   */
  async get(definition: ServerLocation, signal: AbortSignal): Promise<AuthorizationServer> {
    if (definition.issuer === undefined) {
      return fromEndpoints(definition);
    }
    assertIssuer(definition.issuer);
    const { href } = new URL(definition.issuer);
    return abortable(signal, () => this.#byIssuer(href));
  }

  /** Not aborted with one of those who wait for it: HTTP has its own limit of time. */
  #byIssuer(issuer: string): Promise<AuthorizationServer> {
    const { clock } = this.ports;
    const earlier = this.#known.get(issuer);
    if (earlier && (earlier.at === undefined || clock.now() < earlier.at + LIFETIME)) {
      return earlier.server;
    }
    const known: Known = { server: discover(new URL(issuer), this.ports), at: undefined };
    this.#known.set(issuer, known);
    known.server.then(
      () => (known.at = clock.now()),
      () => this.#known.delete(issuer),
    );
    return known.server;
  }
}

/** Asks by OpenID Connect discovery, and where there is nothing by RFC 8414. */
async function discover(issuer: URL, ports: OAuthPorts): Promise<AuthorizationServer> {
  const { signal } = new AbortController();
  return withLibrary({ host: issuer.host }, ports, signal, async ({ oauth, options }) => {
    let failure: CredentialError | undefined;
    for (const algorithm of ['oidc', 'oauth2'] as const) {
      const response = await oauth.discoveryRequest(issuer, { ...options, algorithm }).catch((error: unknown) => {
        // Where an address is not known, some send the browser to a page of theirs.
        if (!(error instanceof CredentialError) || error.failure !== 'protocol') {
          throw error;
        }
        failure ??= error;
      });
      if (response?.ok && isJson(response)) {
        return fromMetadata({ ...(await checked(oauth, issuer, response)) });
      }
      if (response?.ok) {
        failure ??= notJson(issuer.host, undefined);
      }
    }
    throw failure ?? metadataMissing(issuer.host);
  });
}

/** As `asResponse` makes it of every JSON object. */
function isJson(response: Response): boolean {
  return response.headers.get('content-type') === 'application/json';
}

/** Metadata whose issuer is the one that was asked for (RFC 8414, section 3.3). */
async function checked(oauth: typeof OAuth, issuer: URL, response: Response): Promise<OAuth.Metadata> {
  const { issuer: told } = (await response.clone().json()) as Readonly<Record<string, unknown>>;
  if (typeof told === 'string' && (!URL.canParse(told) || new URL(told).href !== issuer.href)) {
    throw issuerDiffers(issuer.host, told);
  }
  return oauth.processDiscoveryResponse(issuer, response);
}
