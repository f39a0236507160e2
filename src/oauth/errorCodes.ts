/**
 * Error codes of the IANA registry of OAuth extensions errors, of the specifications that define the requests made here, and
 * of servers with codes of their own. None of them can be a secret, so they are never redacted.
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
  // GitHub, Slack and others
  ...['bad_refresh_token', 'invalid_refresh_token', 'bad_verification_code', 'incorrect_client_credentials'],
  ...['bad_client_secret', 'invalid_client_id', 'invalid_code'],
]);

export function isKnownError(code: string): boolean {
  return KNOWN.has(code);
}

/** What servers answer to a refresh token that they no longer accept. */
const ENDS_GRANT: ReadonlySet<string> = new Set([
  ...['invalid_grant', 'bad_refresh_token', 'invalid_refresh_token'],
  // Entra, Google and others: the user has to do something in the browser.
  ...['interaction_required', 'login_required', 'account_selection_required', 'consent_required'],
]);

/** Atlassian: `unauthorized_client` with "refresh_token is invalid"; Spring: `invalid_token`; others: `invalid_request`. */
const OTHER_CODES: ReadonlySet<string> = new Set(['unauthorized_client', 'invalid_token', 'invalid_request']);

const SAYS_SO =
  /\brefresh[ _-]?token(?: \w+){0,4} (?:invalid|expired|revoked|unknown)\b|\b(?:invalid|expired|revoked|unknown) refresh[ _-]?token\b/i;

/** Whether an error that answers a refresh request means that the user has to sign in again. */
export function endsGrant(code: string, description: string | undefined): boolean {
  return (
    ENDS_GRANT.has(code.toLowerCase()) ||
    (OTHER_CODES.has(code) && description !== undefined && SAYS_SO.test(description))
  );
}
