/**
 * Where the user stands with an integration. Sources list all kinds but `signingIn`, which the catalog lays over
 * `notSignedIn` while a sign-in waits. The `detail` of a configuration error may be a server's text.
 */
export type IntegrationStatus =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'notSignedIn' }
  | { readonly kind: 'signingIn' }
  | { readonly kind: 'configurationError'; readonly detail: string };

/**
 * What a user can do with an integration now. A row's `contextValue` lists these, and the manifest's menus match them. A
 * source may offer others, which are names of its own commands.
 */
export type Action = 'signIn' | 'signInWithDeviceCode' | 'signOut' | 'cancelSignIn' | 'snippet';

/** When an access token ends, where its source knows. */
export interface Expiry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether another one can then be had without the user. */
  readonly isRenewable: boolean;
}

/** Whether code can ask for an integration by this ID: rstudioapi takes a hexadecimal GUID, and nothing else. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** An OAuth integration as its source knows it. All texts are as they were received: {@link oneLine} makes them safe to show. */
export interface Integration {
  /** Unique in a snapshot, stable between snapshots, and short: source, GUID (without one: name) and ordinal among equals. */
  readonly id: string;
  /** The id of the source that it comes from. */
  readonly source: string;
  /** Whether its source lists another one with the same GUID: code can't tell the two apart. */
  readonly isDuplicate: boolean;
  /** What users know as *Integration ID*, and code calls `audience`. */
  readonly guid: string | undefined;
  /** The name by which the administrator knows it. */
  readonly name: string | undefined;
  /** What users see: the display name if there is one, else the name. */
  readonly label: string;
  /** The provider's type, such as `custom`. */
  readonly type: string | undefined;
  readonly status: IntegrationStatus;
  readonly actions: readonly string[];
  readonly expiry?: Expiry;
  /** What it is for, in the words of who defined it. */
  readonly description?: string | undefined;
  /** What the user should know of it besides, in a sentence of its source. */
  readonly note?: string | undefined;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly authUrl: string | undefined;
  readonly tokenUrl: string | undefined;
  /** Why the last sign-in came to nothing, in a sentence, where the source is told. */
  readonly signInError?: string;
  /** The hosts of Git repositories that its token is for, besides its issuer's; each with a port if it is not 443. */
  readonly gitHosts?: readonly string[];
}

/** An integration as a source lists it; the catalog adds the rest. */
export type ListedIntegration = Omit<Integration, 'id' | 'source' | 'isDuplicate'>;
