/**
 * Whether the user is signed in to an integration. Sources report every kind except `signingIn`, which the catalog
 * substitutes for `notSignedIn` during a sign-in. The `detail` of a configuration error may be text from a server.
 */
export type IntegrationStatus =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'notSignedIn' }
  | SigningIn
  | { readonly kind: 'configurationError'; readonly detail: string };

export interface SigningIn {
  readonly kind: 'signingIn';
  /** The user is asked for something in the editor, such as an API key. Otherwise, the browser is waited for. */
  readonly isForInput?: true;
}

/**
 * What a user can currently do with an integration. A row's `contextValue` lists the actions, and the manifest's menus
 * match them. Further actions of a source are the names of its `commands`.
 */
export type Action = 'signIn' | 'signInWithDeviceCode' | 'signOut' | 'cancelSignIn' | 'snippet' | 'useForContent';

/**
 * What snippets are for, if not for code that finds a Workbench: code that runs the command `credentials`, or code in content
 * on a server, by how it gets its token, and what that is.
 */
export type ContentSnippets =
  | 'command'
  | 'content-viewer'
  | 'content-service-account'
  | 'content-workload'
  | 'content-visitor-key'
  | 'content-aws-viewer'
  | 'content-aws-service-account';

/** Whose access the tokens of an integration give, in the words of Posit Connect: a user's, the client's own, or an API key's. */
export type AuthType = 'Viewer' | 'Service Account' | 'Visitor API Key';

/** When an access token expires, if its source knows. */
export interface Expiry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether it can then be renewed without the user. */
  readonly isRenewable: boolean;
}

/** Whether code can request an integration by this ID: rstudioapi accepts only hexadecimal GUIDs. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** A property of an integration that users can look at and copy. */
export interface IntegrationProperty {
  readonly label: string;
  /** As received. */
  readonly value: string | undefined;
}

/** An OAuth integration as reported by its source. Its texts are not sanitised: use {@link oneLine} to show them. */
export interface Integration {
  /** Unique in a snapshot, stable between snapshots, and short: source, GUID or else name, and an ordinal. */
  readonly id: string;
  /** The id of its source. */
  readonly source: string;
  /** Whether its source lists another one with the same GUID, so that code can't tell them apart. */
  readonly isDuplicate: boolean;
  /** Shown to users as *Integration ID*; called `audience` in code. */
  readonly guid: string | undefined;
  /** The name that the administrator uses. */
  readonly name: string | undefined;
  /** What users see: the display name, or the name if there is none. */
  readonly label: string;
  /** The provider's type, such as `custom`. */
  readonly type: string | undefined;
  readonly status: IntegrationStatus;
  /** Set while the user signs in again. Until then, code gets the token that there is. */
  readonly signingInAgain?: SigningIn;
  readonly actions: readonly string[];
  /** What its snippets are for; without it, they are for code that finds a Workbench. */
  readonly snippets?: ContentSnippets;
  /** Whose access its tokens give; without it, the user's. */
  readonly authType?: AuthType;
  readonly expiry?: Expiry;
  /** Whether the user was signed in until the access token expired or the server ended that: another sign-in is needed. */
  readonly signInEnded?: boolean;
  /** Its purpose, as described by its author. */
  readonly description?: string | undefined;
  /** Further information for the user, a sentence from the source. */
  readonly note?: string | undefined;
  /** What the user should know before using it, a sentence from the source. Shown as long as it is true. */
  readonly warning?: string | undefined;
  /** What is shown beside the label instead of the status, a few words from the source. */
  readonly summary?: string | undefined;
  /** What is shown instead of the properties below, in display order; a value is `undefined` if the server sent none. */
  readonly properties?: readonly IntegrationProperty[];
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[] | undefined;
  readonly authUrl: string | undefined;
  readonly tokenUrl: string | undefined;
  /** Why the user has to sign in again, in a sentence, if the source knows. */
  readonly signInReason?: string;
  /** Whether the source could not find out if there is a token. The view offers to sign in; code that asks gets the failure. */
  readonly isTokenUnknown?: boolean;
  /** Why the last sign-in failed, in a sentence, if the source knows. */
  readonly signInError?: string;
  /** Git hosts that accept its token, in addition to the issuer's; with a port if it is not 443. */
  readonly gitHosts?: readonly string[];
}

/** An integration as returned by a source; the catalog adds the other fields. */
export type ListedIntegration = Omit<Integration, 'id' | 'source' | 'isDuplicate' | 'signingInAgain'>;
