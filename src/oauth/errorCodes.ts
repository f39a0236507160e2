/**
 * The error codes of the IANA registry of OAuth extensions errors, and of the specifications that define the requests made
 * here. None of them can hold a secret, and what they mean must not get lost.
 */
const REGISTERED: ReadonlySet<string> = new Set([
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

export function isRegisteredError(code: string): boolean {
  return REGISTERED.has(code);
}
