import type { Secret } from '../../core/secret.js';
import type { Reply } from '../face.js';
import { TOKEN_TYPES, type TokenType } from './tokenTypes.js';

/** The name of a kind of token in an answer (RFC 8693, section 2.2.1). */
const SCHEMES: Readonly<Record<TokenType, string>> = {
  [TOKEN_TYPES.accessToken]: 'Bearer',
  [TOKEN_TYPES.idToken]: 'Bearer',
  [TOKEN_TYPES.awsCredentials]: 'aws_credentials',
  [TOKEN_TYPES.apiKey]: 'Key',
};

/** Seconds for which httr2 may keep a token: connectcreds keeps one for all resources, and httr2 asks again below 30. */
export const HTTR2_LIFETIME = 29;

/** Whether a caller is httr2, with which connectcreds makes its requests. */
export const isHttr2 = (userAgent: string | undefined): boolean => /\bhttr2\//.test(userAgent ?? '');

/**
 * The answer to a request for credentials.
 *
 * @param lifetime in whole seconds; `undefined` if unknown
 */
export function tokenReply(type: TokenType, value: Secret, lifetime: number | undefined): Reply {
  return {
    status: 200,
    body: {
      ...{ access_token: value.reveal(), issued_token_type: type, token_type: SCHEMES[type] },
      // A number or absent: R clients fail on null.
      ...(lifetime === undefined ? {} : { expires_in: lifetime }),
    },
  };
}
