/** A Posit Connect server: a valid entry of the setting `availableCredentials.connect.servers`. None of it is secret. */
export interface ConnectServer {
  /** The id of its source, and of its entry in the vault. Derived from `url`. */
  readonly id: string;
  /** The nickname that users see. */
  readonly name: string;
  /** The base URL, without a slash at the end, such as `https://connect.example.com/rsc`. */
  readonly url: string;
  /** The OAuth client that the user has given, or that was registered at the last sign-in. */
  readonly clientId: string | undefined;
  /** The PEM certificates to trust for this server, instead of the usual ones. */
  readonly caCertificate: string | undefined;
  /** Whether its certificate is not verified. */
  readonly insecure: boolean;
  readonly isDefault: boolean;
}

/** Where OAuth providers send the browser back to when a user signs in to an integration of a server. */
export function redirectUriOf(serverUrl: string): string {
  return `${serverUrl}/__oauth__/integrations/callback`;
}
