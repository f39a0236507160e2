/** An answer of a scripted provider: an object is sent as JSON. */
export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: unknown;
}

/** What a token answer depends on. */
export interface Granted {
  /** Where the provider is: its own URLs begin with it. */
  readonly origin: string;
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly isRefresh: boolean;
  /** The scopes of the sign-in, separated as in its request. */
  readonly scope: string;
  readonly authorization: URLSearchParams;
  /** Whether the request says that it accepts JSON. */
  readonly acceptsJson: boolean;
  /** An ID token for the sign-in. */
  readonly idToken: string;
}

/**
 * How a provider behaves, from its public documentation: what it compares and requires, and what it answers. Paths begin
 * at the provider's origin.
 */
export interface ProviderScript {
  /** The file in `providers`, without its extension. */
  readonly file: string;
  readonly paths: {
    readonly authorize: string;
    readonly token: string;
    readonly device?: string;
    readonly revoke?: string;
  };
  /** Where it publishes metadata, by path. The endpoints are added. */
  readonly metadata?: {
    readonly path: string;
    readonly issuer: string;
    readonly members: Readonly<Record<string, unknown>>;
  };
  /** What it compares of a redirect URI: all of it, or all but the port. */
  readonly redirect: 'exact' | 'anyPort';
  /** How clients with a secret may authenticate. */
  readonly clientAuth: readonly ('client_secret_basic' | 'client_secret_post')[];
  readonly hasSecret: boolean;
  /** Parameters that a sign-in must have, and what they must be. */
  readonly required?: Readonly<Record<string, string>>;
  /** The parameter that has the scopes. */
  readonly scopeParameter?: string;
  /** Seconds for which an access token is valid; `undefined` if the provider does not say. */
  readonly lifetime: number | undefined;
  readonly tokens: (granted: Granted) => Answer;
  /** Whether a refresh token can be used once only. */
  readonly isRotating: boolean;
  /** Its answers to a refresh token that is no longer valid. */
  readonly refreshErrors: readonly Answer[];
  /** Its answer to a request for a device code. */
  readonly deviceCode?: (origin: string) => Readonly<Record<string, unknown>>;
  /** Its answer while the user has not entered the code yet. */
  readonly devicePending?: Answer;
  /** Its answer when a token is revoked that no longer exists, because the refresh token was revoked before. */
  readonly alreadyRevoked?: Answer;
}

/** The usual members of a token answer. */
export function usual(granted: Granted, lifetime: number): Record<string, unknown> {
  const { accessToken, refreshToken, scope } = granted;
  return { access_token: accessToken, token_type: 'Bearer', expires_in: lifetime, refresh_token: refreshToken, scope };
}

export function has(scope: string, name: string): boolean {
  return scope.split(/[ ,]/).includes(name);
}

export const error = (status: number, code: string, description: string, more: object = {}): Answer => ({
  status,
  body: { error: code, error_description: description, ...more },
});

/** A token answer with a refresh token only on a condition. */
export function refreshableIf(isRefreshable: boolean, answer: Record<string, unknown>): Record<string, unknown> {
  const { refresh_token: refreshToken, ...rest } = answer;
  return isRefreshable ? { ...rest, refresh_token: refreshToken } : rest;
}
