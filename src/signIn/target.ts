import { oneLine } from '../core/text.js';
import type { ServerLocation } from '../oauth/authorizationServer.js';
import type { RequestedAccess } from '../oauth/clientRequest.js';
import type { AuthMethod } from '../oauth/tokenSet.js';

/** What the user signs in to, and as which client: a local integration, or a server. */
export interface SignInTarget extends RequestedAccess {
  /** The key of its entry in the vault. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string | undefined;
  readonly server: ServerLocation;
  /** `undefined` if the authorization server registers clients automatically (RFC 7591). */
  readonly clientId: string | undefined;
  /** The redirect URI as it is registered; `undefined` for `http://127.0.0.1/callback` with any port. */
  readonly redirectUri: string | undefined;
  readonly authMode: 'Public' | 'Confidential';
  readonly authType: 'Viewer' | 'Service Account';
  /** `undefined`: as the server's metadata say. */
  readonly tokenEndpointAuthMethod: AuthMethod | undefined;
}

/** The name that users see. */
export function nameOf({ displayName, name }: Pick<SignInTarget, 'displayName' | 'name'>): string {
  return oneLine(displayName ?? name);
}
