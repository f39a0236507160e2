import { abortable } from '../core/abort.js';
import { assertIssuer, type AuthorizationServer, fromEndpoints, type ServerLocation } from './authorizationServer.js';
import { discover } from './discovery.js';
import type { OAuthPorts } from './libraryRequest.js';

/** How long metadata are used before they are requested again, in milliseconds. */
const LIFETIME = 5 * 60_000;

interface Known {
  readonly server: Promise<AuthorizationServer>;
  /** Milliseconds since the epoch; `undefined` until the answer is there. */
  at: number | undefined;
}

/** The authorization servers that are in use. Metadata are requested once and kept for some minutes. */
export class ServerMetadataCache {
  readonly #known = new Map<string, Known>();

  constructor(private readonly ports: Pick<OAuthPorts, 'http' | 'clock'>) {}

  /** The server of a definition. Throws `CredentialError` that says what is wrong; a failure is not cached. */
  async get(definition: ServerLocation, signal: AbortSignal): Promise<AuthorizationServer> {
    if (definition.issuer === undefined) {
      return fromEndpoints(definition);
    }
    assertIssuer(definition.issuer);
    const { href } = new URL(definition.issuer);
    return abortable(signal, () => this.#byIssuer(href, definition.isAppended));
  }

  /** Other callers may wait for the same request, so none of them aborts it: HTTP has its own time limit. */
  #byIssuer(issuer: string, isAppended?: boolean): Promise<AuthorizationServer> {
    const { clock } = this.ports;
    const earlier = this.#known.get(issuer);
    if (earlier && (earlier.at === undefined || clock.now() < earlier.at + LIFETIME)) {
      return earlier.server;
    }
    const known: Known = { server: discover(new URL(issuer), this.ports, isAppended), at: undefined };
    this.#known.set(issuer, known);
    known.server.then(
      () => (known.at = clock.now()),
      () => this.#known.delete(issuer),
    );
    return known.server;
  }
}
