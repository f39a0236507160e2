import { isDeepStrictEqual } from 'node:util';
import type { ServerLocation } from '../../oauth/authorizationServer.js';
import type { Definition } from './definition.js';

/** Which stored credentials of an integration can still be used after it has been edited. */
export interface ReusableAfterEdit {
  readonly clientSecret: boolean;
  /** The client that was registered for it. */
  readonly registration: boolean;
  readonly grant: boolean;
}

/**
 * Which credentials stay valid when an integration is edited. A client depends on its server; its tokens also depend on
 * the scopes and the other requested parameters. Neither depends on the name.
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
