import { ContentError } from './answers.js';
import * as messages from './messages.js';
import type { ContentSubjects, Subject } from './subjects.js';
import { TOKEN_TYPES, type TokenType } from './tokenTypes.js';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const USER_SESSION_TOKEN = 'urn:posit:connect:user-session-token';
const CONTENT_SESSION_TOKEN = 'urn:posit:connect:content-session-token';

/** Which kind of token stands for the subject of a request: a viewer, or the content itself. */
export type SubjectKind = 'viewer' | 'content';

/** The parameters of a request for credentials. */
export interface ExchangeParameters {
  readonly subjectKind: SubjectKind;
  /** May be anything. */
  readonly subjectToken: string;
  /** `undefined`: what the integration usually provides. */
  readonly requested: TokenType | undefined;
  /** The Integration ID. */
  readonly audience: string | undefined;
  /** The URL of what the token is for. */
  readonly resource: string | undefined;
  /** Separated by spaces. */
  readonly scope: string | undefined;
}

/** A valid request for credentials. */
export interface ExchangeRequest extends Omit<ExchangeParameters, 'subjectKind' | 'subjectToken'> {
  readonly subject: Subject;
}

/**
 * Reads a request for credentials of a window. Throws `ContentError` if it is not valid.
 *
 * @param apiKey that the caller authenticated with
 */
export function exchangeRequest(body: Buffer, apiKey: string, subjects: ContentSubjects): ExchangeRequest {
  const { subjectKind, subjectToken, ...rest } = exchangeParameters(body);
  return { subject: subjectOf(subjectKind, subjectToken, apiKey, subjects), ...rest };
}

/** Reads a request for credentials (RFC 8693, section 2.1). Throws `ContentError` if it is not valid, whatever the subject token. */
export function exchangeParameters(body: Buffer): ExchangeParameters {
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
    subjectKind: subjectKindOf(parameter('subject_token_type')),
    subjectToken: parameter('subject_token') ?? '',
    requested,
    audience: parameter('audience'),
    resource: parameter('resource'),
    scope: parameter('scope'),
  };
}

function subjectKindOf(type: string | undefined): SubjectKind {
  switch (type) {
    case USER_SESSION_TOKEN:
      return 'viewer';
    case CONTENT_SESSION_TOKEN:
      return 'content';
    default:
      throw new ContentError(
        'OAuthCredentialSubjectTokenType',
        messages.wrongSubjectTokenType([USER_SESSION_TOKEN, CONTENT_SESSION_TOKEN]),
      );
  }
}

function subjectOf(kind: SubjectKind, token: string, apiKey: string, subjects: ContentSubjects): Subject {
  if (kind === 'content') {
    if (!subjects.isContentToken(token)) {
      throw new ContentError('OAuthCredentialSubjectToken', messages.wrongContentToken());
    }
    return { viewer: undefined };
  }
  const viewer = subjects.viewerOf(token, apiKey);
  if (!viewer) {
    throw new ContentError('OAuthCredentialSubjectToken', messages.wrongUserToken());
  }
  return { viewer };
}

function isTokenType(text: string): text is TokenType {
  return Object.values<string>(TOKEN_TYPES).includes(text);
}
