import { ContentError } from './answers.js';
import * as messages from './messages.js';
import type { ContentSubjects, Subject } from './subjects.js';
import { TOKEN_TYPES, type TokenType } from './tokenTypes.js';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const USER_SESSION_TOKEN = 'urn:posit:connect:user-session-token';
const CONTENT_SESSION_TOKEN = 'urn:posit:connect:content-session-token';

/** A valid request for credentials. */
export interface ExchangeRequest {
  readonly subject: Subject;
  /** `undefined`: what the integration usually provides. */
  readonly requested: TokenType | undefined;
  /** The Integration ID. */
  readonly audience: string | undefined;
  /** The URL of what the token is for. */
  readonly resource: string | undefined;
  /** Separated by spaces. */
  readonly scope: string | undefined;
}

/**
 * Reads a request for credentials (RFC 8693, section 2.1). Throws `ContentError` if it is not valid.
 *
 * @param apiKey that the caller authenticated with
 */
export function exchangeRequest(body: Buffer, apiKey: string, subjects: ContentSubjects): ExchangeRequest {
  const form = new URLSearchParams(body.toString());
  const parameter = (name: string): string | undefined => {
    const [value, ...more] = form.getAll(name);
    if (more.length > 0) {
      throw new ContentError('CannotParseRequestBody', messages.repeatedParameter(name));
    }
    return value === '' ? undefined : value;
  };
  if (parameter('grant_type') !== TOKEN_EXCHANGE) {
    throw new ContentError('OAuthCredentialGrantType', messages.wrongGrantType(TOKEN_EXCHANGE));
  }
  const requested = parameter('requested_token_type');
  if (requested !== undefined && !isTokenType(requested)) {
    throw new ContentError('OAuthCredentialRequestedTokenType', messages.unknownTokenType(requested));
  }
  return {
    subject: subjectOf(parameter('subject_token_type'), parameter('subject_token') ?? '', apiKey, subjects),
    requested,
    audience: parameter('audience'),
    resource: parameter('resource'),
    scope: parameter('scope'),
  };
}

function subjectOf(type: string | undefined, token: string, apiKey: string, subjects: ContentSubjects): Subject {
  switch (type) {
    case USER_SESSION_TOKEN: {
      const viewer = subjects.viewerOf(token, apiKey);
      if (!viewer) {
        throw new ContentError('OAuthCredentialSubjectToken', messages.wrongUserToken());
      }
      return { viewer };
    }
    case CONTENT_SESSION_TOKEN:
      if (!subjects.isContentToken(token)) {
        throw new ContentError('OAuthCredentialSubjectToken', messages.wrongContentToken());
      }
      return { viewer: undefined };
    default:
      throw new ContentError(
        'OAuthCredentialSubjectTokenType',
        messages.wrongSubjectTokenType([USER_SESSION_TOKEN, CONTENT_SESSION_TOKEN]),
      );
  }
}

function isTokenType(text: string): text is TokenType {
  return Object.values<string>(TOKEN_TYPES).includes(text);
}
