import { isDeepStrictEqual } from 'node:util';
import type { ServerLocation } from '../../oauth/authorizationServer.js';
import type { Definition } from './definition.js';

/** What is kept of an integration that still serves it once it has been edited. */
export interface ReusableAfterEdit {
  readonly clientSecret: boolean;
  /** The client that was registered for it. */
  readonly registration: boolean;
  readonly grant: boolean;
}

/**
 * What of an integration stays valid when it is edited. A client belongs to its server; what it has been granted also
 * to the scopes and whatever else was asked for. A name is neither's business.
 */
export function reusableAfterEdit(before: Definition, after: Definition): ReusableAfterEdit {
  const isSameServer = isDeepStrictEqual(identityOf(before.server), identityOf(after.server));
  const isSameClient = isSameServer && before.clientId === after.clientId;
  return {
    clientSecret: isSameClient && after.authMode === 'Confidential',
    registration: isSameClient && after.clientId === undefined,
    grant: isSameClient && isDeepStrictEqual(requested(before), requested(after)),
  };
}

/** What tells one server from another: an endpoint that is added to it does not. */
function identityOf(server: ServerLocation): unknown {
  return server.issuer === undefined ? [server.authorizationUri, server.tokenUri] : server.issuer;
}

function requested({ authMode, authType, audience, resource, authorizationParameters, scopes }: Definition): unknown {
  return [authMode, authType, audience, resource, authorizationParameters, [...scopes].sort()];
}
