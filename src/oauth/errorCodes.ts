import type { OAuthRequest } from './oauthRequest.js';

/**
 * Error codes of the IANA registry of OAuth extensions errors, and of the specifications that define the requests made here.
 * None of them, and none of the aliases below, can be a secret, so they are never redacted.
 */
const KNOWN: ReadonlySet<string> = new Set([
  // RFC 6749, sections 4.1.2.1 and 5.2
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'invalid_scope', 'unauthorized_client', 'access_denied'],
  ...['unsupported_grant_type', 'unsupported_response_type', 'server_error', 'temporarily_unavailable'],
  // RFC 6750, 7009 and 8707
  ...['invalid_token', 'insufficient_scope', 'unsupported_token_type', 'invalid_target'],
  // RFC 7591
  ...['invalid_redirect_uri', 'invalid_client_metadata', 'invalid_software_statement', 'unapproved_software_statement'],
  // RFC 8628
  ...['authorization_pending', 'slow_down', 'expired_token'],
  // OpenID Connect Core, section 3.1.2.6, and RFC 9101
  ...['interaction_required', 'login_required', 'account_selection_required', 'consent_required'],
  ...['invalid_request_uri', 'invalid_request_object', 'request_not_supported', 'request_uri_not_supported'],
  'registration_not_supported',
  // RFC 9396, 9449 and 9470
  ...['invalid_authorization_details', 'invalid_dpop_proof', 'use_dpop_nonce', 'insufficient_user_authentication'],
]);

type Aliases = Readonly<Record<string, string>>;

/** Codes of servers' own, and the standard code that means the same in answer to any request. GitHub, Slack. */
const ALIASES: Aliases = {
  incorrect_client_credentials: 'invalid_client',
  bad_client_secret: 'invalid_client',
  invalid_client_id: 'invalid_client',
  bad_client_id: 'invalid_client',
};

const REFUSED_BY_USER: Aliases = {
  // LinkedIn
  user_cancelled_login: 'access_denied',
  user_cancelled_authorize: 'access_denied',
  // Entra
  authorization_declined: 'access_denied',
};

const WRONG_CODE: Aliases = {
  // GitHub, Slack
  bad_verification_code: 'invalid_grant',
  incorrect_device_code: 'invalid_grant',
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
};

/** The same, for codes whose meaning depends on the request. */
const ALIASES_BY_REQUEST: Readonly<Partial<Record<OAuthRequest, Aliases>>> = {
  authorization: REFUSED_BY_USER,
  code: WRONG_CODE,
  deviceCode: { ...REFUSED_BY_USER, ...WRONG_CODE, token_expired: 'expired_token', code_expired: 'expired_token' },
  refresh: {
    bad_refresh_token: 'invalid_grant',
    invalid_refresh_token: 'invalid_grant',
    expired_token: 'invalid_grant',
    token_expired: 'invalid_grant',
    token_revoked: 'invalid_grant',
  },
  revocation: { expired_token: 'invalid_token', token_expired: 'invalid_token', token_revoked: 'invalid_token' },
};

/**
 * The standard code for what a server answered to a request; `undefined` if there is none. Read before anything is redacted:
 * a client secret may be a word that is part of a code.
 */
export function standardCode(request: OAuthRequest, code: string): string | undefined {
  const lower = code.toLowerCase();
  const aliases = { ...ALIASES, ...ALIASES_BY_REQUEST[request] };
  // Not an inherited member, such as `constructor`.
  const alias = Object.hasOwn(aliases, lower) ? aliases[lower] : undefined;
  return alias ?? (KNOWN.has(lower) ? lower : undefined);
}

/** What servers answer to a refresh token that they no longer accept. */
const ENDS_GRANT: ReadonlySet<string> = new Set([
  'invalid_grant',
  // Entra, Google and others: the user has to do something in the browser.
  ...['interaction_required', 'login_required', 'account_selection_required', 'consent_required'],
]);

/** Atlassian: `unauthorized_client` with "refresh_token is invalid"; Spring: `invalid_token`; others: `invalid_request`. */
const OTHER_CODES: ReadonlySet<string> = new Set(['unauthorized_client', 'invalid_token', 'invalid_request']);

const GONE =
  'invalid|expired|revoked|unknown|inactive|not valid|no longer valid|not found|already used|already been used|does not exist';

const SAYS_SO = new RegExp(
  // "refresh_token is invalid", but not "the refresh_token grant is not valid for this client"
  `\\brefresh[ _-]?token\\b\\W{0,3}(?:(?!grant)\\w+ ){0,4}(?:${GONE})\\b|\\b(?:${GONE}) refresh[ _-]?token\\b`,
  'i',
);

/** Whether an error that answers a refresh request means that the user has to sign in again. @param code as {@link standardCode} */
export function endsGrant(code: string | undefined, description: string | undefined): boolean {
  return (
    code !== undefined &&
    (ENDS_GRANT.has(code) || (OTHER_CODES.has(code) && description !== undefined && SAYS_SO.test(description)))
  );
}
