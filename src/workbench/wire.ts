/*
 * The names and types of the protocol between a session's code and its server, for both ends. They come from the source
 * of public clients (posit-sdk-py, rstudioapi, Positron), except for additions of this project: see docs/protocol.md.
 */

/** The request header for the session's RPC cookie. */
export const COOKIE_HEADER = 'x-rs-session-server-rpc-cookie';

/** The methods of the protocol. All but the first two are additions. */
export const METHODS = [
  'oauth_integrations',
  'oauth_token',
  'oauth_sign_in',
  'oauth_sign_out',
  'oauth_check',
  'oauth_servers',
  'oauth_server_token',
  'oauth_server_integrations',
  'oauth_server_create_integration',
  'oauth_environment',
  'oauth_view_app',
  'oauth_server_login',
  'oauth_server_logout',
] as const;

export type Method = (typeof METHODS)[number];

/** The body of every call. Python adds a slash before the method's name; R sends an empty `kwparams` as `[]`. */
export interface WireCall {
  readonly method: string;
  readonly kwparams: Readonly<Record<string, unknown>> | readonly [];
}

/** The parameters of all methods; `oauth_integrations` and `oauth_servers` have none. */
export interface WireParameters {
  /** The GUID of an integration. */
  readonly uuid: string;
  /** For `oauth_token`: an access token that a server refused. If it is still the current one, it is renewed first. Addition. */
  readonly rejected?: string;
  /** For `oauth_sign_in`: asks the server to open the page itself, if it can. Addition. */
  readonly open?: boolean;
  /** Of `oauth_sign_in`, ours: that a client no longer waits for the sign-in that it has started. */
  readonly cancel?: boolean;
  /**
   * Of `oauth_server_…`: the name or URL of a server; without it, the default. Of `oauth_server_login`: the nickname to give
   * it. Of `oauth_server_logout`: its nickname. Of `oauth_environment`: a set of variables.
   */
  readonly name?: string;
  /** Of `oauth_server_login` and `oauth_server_logout`: the URL of a server. It starts a sign-in. */
  readonly server?: string;
  /** Of `oauth_server_login`: the sign-in to ask about, or to cancel. */
  readonly login?: string;
  /** With `login`: how many notes the client has received. */
  readonly from?: number;
  /** With `server`, as the options of the command: see `ServerLoginRequest`. */
  readonly insecure?: boolean;
  readonly ca_certificate?: string;
  readonly identity_token?: string;
  readonly device_code?: boolean;
  readonly client_id?: string;
  readonly default?: boolean;
  readonly no_wait?: boolean;
  /** Of `oauth_server_login`: the nickname of a sign-in that was started with `no_wait`, to continue it for some seconds. */
  readonly finish?: string;
  readonly seconds?: number;
  /** How much of the log the client wants: 1, or 2 for all of it. */
  readonly verbose?: number;
  /** Of `oauth_view_app`: the port of an app on this machine that the window opens as a viewer. */
  readonly port?: number;
  /** Of `oauth_server_create_integration`: the body of the request to the server's API. It may contain secrets. */
  readonly integration?: Readonly<Record<string, unknown>>;
}

/** An integration in the response to `oauth_integrations`. All keys except additions are always present: clients index them. */
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
  /** Why it can't be used. Addition. */
  readonly error?: string;
  /** Whether it is complete even if `client_id`, `auth_url` or `token_url` is null: not all need them. Addition. */
  readonly complete?: boolean;
  /** When its access token expires, in the format of {@link WireToken}. Addition. */
  readonly expiry?: string;
  /** Whether the access token can be renewed without the user. Addition. */
  readonly renewable?: boolean;
  /** Why the last sign-in started by a client failed, in a sentence; cleared when another one starts. Addition. */
  readonly sign_in_error?: string;
  /** Why the user has to sign in again, in a sentence. Addition. */
  readonly sign_in_reason?: string;
  /** Whether the user can sign out although `authenticated` is false: that removes a token that is not valid. Addition. */
  readonly can_sign_out?: boolean;
  /** Git hosts that accept its token, in addition to the issuer's; with a port if it is not 443. Addition. */
  readonly git_hosts?: readonly string[];
}

export interface WireIntegrations {
  readonly providers: readonly { readonly type: string; readonly integrations: readonly WireIntegration[] }[];
  /** What the user should know about the list, in sentences. Addition. */
  readonly notice?: string;
}

/** The response to `oauth_token`. A Workbench without a token sends `{}`. */
export interface WireToken {
  readonly access_token: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`: R misreads other offsets, and Python 3.10 rejects nanoseconds. */
  readonly expiry: string;
  /** Other fields of the authorization server's token response (RFC 6749, section 5.1). Addition. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** The response to `oauth_sign_in`: at least one of these fields. Addition. */
export interface WireSignIn {
  /** The sign-in page. */
  readonly url?: string;
  /** Whether the server has opened the page. */
  readonly opened?: boolean;
  /** Whether the user is signed in already, so that there is no page. */
  readonly authenticated?: boolean;
}

/** The response to `oauth_sign_out`. Addition. */
export interface WireSignedOut {
  readonly result: true;
  /** What the user still has to do by hand, in a sentence. */
  readonly detail?: string;
}

/** The answer to `oauth_check`. Addition. */
export interface WireCheck {
  readonly findings: readonly {
    readonly subject: string;
    readonly result: 'ok' | 'problem' | 'unknown';
    readonly text: string;
  }[];
}

/** The answer to `oauth_servers`: the servers that the user signs in to in this window. Addition. */
export interface WireServers {
  readonly servers: readonly {
    readonly name: string;
    readonly url: string;
    readonly default: boolean;
    readonly signed_in: boolean;
    readonly user: string | null;
    readonly role: string | null;
    /** In the format of {@link WireToken}. */
    readonly expiry?: string;
    readonly renewable?: boolean;
  }[];
}

/** The answer to `oauth_server_token`: what the header `Authorization` of requests to a server consists of. Addition. */
export interface WireServerToken {
  readonly scheme: string;
  readonly token: string;
  readonly expiry?: string;
}

/** The answer to `oauth_environment`: the variables of a process for which the window speaks another protocol. Addition. */
export interface WireEnvironment {
  readonly variables: Readonly<Record<string, string>>;
}

/** An integration of a server. */
export interface WireServerIntegration {
  readonly id: string;
  readonly name: string | null;
  readonly display_name: string;
  readonly description: string | null;
  readonly template: string | null;
  readonly auth_type: string | null;
  /** Whether the user is signed in to it; `null` if it needs no sign-in, as a service account. */
  readonly signed_in: boolean | null;
}

/** The answer to `oauth_server_integrations`. Addition. */
export interface WireServerIntegrations {
  readonly integrations: readonly WireServerIntegration[];
}

/** The answer to `oauth_server_create_integration`. Addition. */
export interface WireCreatedIntegration {
  /** The name of the server. */
  readonly server: string;
  readonly integration: WireServerIntegration;
  /** The redirect URI to register at the OAuth provider. */
  readonly redirect_uri?: string;
}

/** The answer to both if the user has to sign in to the server first. Addition. */
export interface WireSignInNeeded {
  /** Why, in a sentence. */
  readonly sign_in_needed: string;
}

/** A report of a pending sign-in: exactly one of a page that is being opened, a sentence for the user, or a line of the log. */
export interface WireLoginNote {
  readonly page?: { readonly name: string; readonly url: string };
  readonly text?: string;
  readonly log?: { readonly level: WireLogLevel; readonly line: string };
}

export type WireLogLevel = 'error' | 'warn' | 'info' | 'debug';

/**
 * The answer to `oauth_server_login`. It waits for something new, so a client asks again at once, until the sign-in has ended.
 * Addition.
 */
export interface WireLogin {
  /** Identifies the sign-in. */
  readonly login: string;
  /** The notes that the client has not received. */
  readonly notes: readonly WireLoginNote[];
  /** The server, once the user is signed in. */
  readonly server?: WireServers['servers'][number];
  /** Set if the user has not signed in in time. */
  readonly not_in_time?: { readonly name: string; readonly seconds: number };
  /** Set if the sign-in has to be finished. */
  readonly pending?: WirePendingLogin;
}

/** A sign-in that is finished later. */
export interface WirePendingLogin {
  readonly name: string;
  readonly url: string;
  /** What the user has to enter, if the sign-in has just been started. `expiry` is in the format of {@link WireToken}. */
  readonly code?: { readonly page: string; readonly user_code: string; readonly expiry: string };
}

/** The answer to `oauth_server_logout`. Addition. */
export interface WireLogout {
  /** The nickname of the server. */
  readonly name: string;
  readonly notes: readonly WireLoginNote[];
}

/** A failure, in the form that both Python and R understand. */
export interface WireFailure {
  readonly error: string;
}
