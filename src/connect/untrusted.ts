import { CredentialError } from '../core/errors.js';
import { hasCode } from '../core/systemErrors.js';

/** Node's codes for certificates that nothing trusted has signed. */
const UNTRUSTED = [
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
];

/** Whether a server can't be reached because its certificate is not trusted. */
export function isUntrusted(error: unknown): error is CredentialError {
  return error instanceof CredentialError && hasCode(error.cause, ...UNTRUSTED);
}
