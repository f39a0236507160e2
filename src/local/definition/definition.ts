import type { AuthMethod } from '../../oauth/tokenSet.js';
import type { ServerLocation } from '../../oauth/authorizationServer.js';

/**
 * A valid local integration from the setting `availableCredentials.integrations`. Its fields are those of a *Custom*
 * integration of Posit Connect; none of them is secret.
 */
export interface Definition {
  /** The Integration ID: a UUID derived from issuer (or endpoints), client id and name. */
  readonly id: string;
  readonly name: string;
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly server: ServerLocation;
  /** `undefined` if the authorization server registers clients automatically (RFC 7591). */
  readonly clientId: string | undefined;
  /** The redirect URI as it is registered; `undefined` for `http://127.0.0.1/callback` with any port. */
  readonly redirectUri: string | undefined;
  readonly scopes: readonly string[];
  /** What separates scopes in a request; a space if not given. */
  readonly scopeSeparator?: ',' | undefined;
  readonly authMode: 'Public' | 'Confidential';
  readonly authType: 'Viewer' | 'Service Account';
  /** `undefined`: as the server's metadata say. */
  readonly tokenEndpointAuthMethod: AuthMethod | undefined;
  readonly usePkce: boolean;
  readonly audience: string | undefined;
  readonly resource: string | undefined;
  /** Additional parameters for the authorization endpoint. */
  readonly authorizationParameters: Readonly<Record<string, string>>;
  /** Git hosts that accept its token, in addition to the issuer's; in lower case, with a port if it is not 443. */
  readonly gitHosts: readonly string[];
}

/** An entry of the setting that can't be used. */
export interface InvalidEntry {
  /** The Integration ID, if the fields that it is derived from are valid. */
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
