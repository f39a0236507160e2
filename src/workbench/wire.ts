/*
 * What goes over the wire between a session's code and its server: names and shapes, for both ends. Read in the source of
 * public clients (posit-sdk-py, rstudioapi, Positron), but for what is marked as ours: see docs/protocol.md.
 */

/** The request header that holds the session's RPC cookie, and nothing else. */
export const COOKIE_HEADER = 'x-rs-session-server-rpc-cookie';

/** The methods that a server may know. `oauth_sign_in` and `oauth_sign_out` are ours. */
export const METHODS = ['oauth_integrations', 'oauth_token', 'oauth_sign_in', 'oauth_sign_out'] as const;

export type Method = (typeof METHODS)[number];

/** The body of every call. R names the method bare, Python with a leading slash; R sends an empty `kwparams` as `[]`. */
export interface WireCall {
  readonly method: string;
  readonly kwparams: Readonly<Record<string, unknown>> | readonly [];
}

/** The parameters of all calls but `oauth_integrations`, which has none. */
export interface WireParameters {
  /** The GUID of an integration. */
  readonly uuid: string;
  /** Of `oauth_token`, ours: an access token that a server refused. If it is still the current one, it is renewed first. */
  readonly rejected?: string;
  /** Of `oauth_sign_in`, ours: that whoever answers is to open the page, where it can. */
  readonly open?: boolean;
  /** Of `oauth_sign_in`, ours: that a client no longer waits for the sign-in that it has started. */
  readonly cancel?: boolean;
}

/** An integration in the answer to `oauth_integrations`. All keys that are not ours are always there: clients index them. */
export interface WireIntegration {
  readonly uid: string | null;
  readonly type: string | null;
  readonly name: string | null;
  readonly display_name: string | null;
  readonly client_id: string | null;
  readonly auth_url: string | null;
  readonly token_url: string | null;
  readonly scopes: readonly string[];
  readonly issuer: string | null;
  readonly authenticated: boolean;
  /** Why it can't be used. Ours. */
  readonly error?: string;
  /** Whether nothing is missing, though `client_id`, `auth_url` or `token_url` may: not every integration needs them. Ours. */
  readonly complete?: boolean;
  /** When its access token expires, as in a {@link WireToken}. Ours. */
  readonly expiry?: string;
  /** Whether another access token can then be had without the user. Ours. */
  readonly renewable?: boolean;
  /** Why the last sign-in that a client began came to nothing, in a sentence; until one is begun again. Ours. */
  readonly sign_in_error?: string;
  /** The hosts of Git repositories that its token is for, besides its issuer's; each with a port if it is not 443. Ours. */
  readonly git_hosts?: readonly string[];
}

export interface WireIntegrations {
  readonly providers: readonly { readonly type: string; readonly integrations: readonly WireIntegration[] }[];
}

/** The answer to `oauth_token`. A Workbench that has no token answers `{}`. */
export interface WireToken {
  readonly access_token: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`: R reads other offsets wrong, and Python 3.10 refuses nanoseconds. */
  readonly expiry: string;
  /** What else the authorization server sent with the token (RFC 6749, section 5.1). Ours. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The answer to `oauth_sign_in`: at least one of these. Ours. */
export interface WireSignIn {
  /** The page at which the user signs in. */
  readonly url?: string;
  /** Whether whoever answers has opened it. */
  readonly opened?: boolean;
  /** Whether the user is signed in already, so that there is no page. */
  readonly authenticated?: boolean;
}

/** The answer to `oauth_sign_out`. Ours. */
export interface WireSignedOut {
  readonly result: true;
  /** What is still to be done by hand, in a sentence. */
  readonly detail?: string;
}

/** A failure, in the one coat of many that both Python and R understand. */
export interface WireFailure {
  readonly error: string;
}
