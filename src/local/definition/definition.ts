import type { AuthMethod } from '../../oauth/client.js';
import type { ServerLocation } from '../../oauth/authorizationServer.js';

/**
 * An OAuth client of the user's own, as the setting `availableCredentials.integrations` defines it, checked. The fields
 * are those that an administrator of Posit Connect enters for a *Custom* integration; none of them is secret.
 */
export interface Definition {
  /** The Integration ID: a UUID derived from issuer (or endpoints), client id and name. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly server: ServerLocation;
  /** `undefined` where the authorization server registers clients by itself (RFC 7591). */
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly authMode: 'Public' | 'Confidential';
  readonly authType: 'Viewer' | 'Service Account';
  readonly tokenEndpointAuthMethod: AuthMethod;
  readonly usePkce: boolean;
  readonly audience: string | undefined;
  readonly resource: string | undefined;
  /** Where the server sends the browser, as it is registered there: on loopback, or Workbench's relay. */
  readonly redirectUri: string | undefined;
  /** Sent to the authorization endpoint besides those of the protocol. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
  /** The hosts of Git repositories that its token is for, besides its issuer's; in lower case, with a port if it is not 443. */
  readonly gitHosts: readonly string[];
}

/** An entry of the setting that can't be used, with what of it could still be read. */
export interface InvalidEntry {
  /** As for a {@link Definition}, where all that it is derived from can be read. */
  readonly id: string | undefined;
  readonly label: string;
  /** What is wrong, in sentences that name the fields. */
  readonly problem: string;
}

/** An entry of the setting. */
export type Entry = Definition | InvalidEntry;

export function isInvalid(entry: Entry): entry is InvalidEntry {
  return 'problem' in entry;
}
