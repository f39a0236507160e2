import { codeReply, CODES, ContentError, errorReply } from '../../broker/connect/answers.js';
import { type ExchangeParameters, exchangeParameters } from '../../broker/connect/exchangeRequest.js';
import { HTTR2_LIFETIME, isHttr2, tokenReply } from '../../broker/connect/tokenAnswer.js';
import { TOKEN_TYPES, type TokenType } from '../../broker/connect/tokenTypes.js';
import type { Reply } from '../../broker/face.js';
import { Secret } from '../../core/secret.js';
import { redactUrl } from '../../core/url.js';
import type { LoggedRequest } from '../requestLog.js';
import type { Answer, ErrorAnswer, TokenAnswer } from './answer.js';
import { CONTENT_TOKEN, type Kind, TOKENS, USER_TOKEN } from './fixed.js';
import * as messages from './messages.js';
import type { ChosenAnswer, Script } from './script.js';

export interface MockExchangeOptions {
  readonly script: Script;
  /** The access token that the usual answer has; `undefined`: one for each kind. */
  readonly token: Secret | undefined;
  /** The error that is the usual answer; `undefined`: a token. */
  readonly error: number | undefined;
}

/** The answer to a request for credentials, and what is logged of both. */
export interface Exchanged {
  readonly reply: Reply;
  /** Milliseconds before the answer is sent. */
  readonly delay: number;
  readonly logged: LoggedRequest;
  /** What the log must not contain. */
  readonly secrets: readonly Secret[];
}

interface Caller {
  readonly apiKey: string;
  readonly userAgent: string | undefined;
}

/** A JWT, signed or not. What it says is up to the content. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** The answer to requests behind the end of a sequence. */
const NONE_LEFT: Reply = { status: 503, body: '' };

/** By what is asked for: the token type of the answer. */
const TYPES: Readonly<Record<Kind, TokenType>> = {
  viewer: TOKEN_TYPES.accessToken,
  content: TOKEN_TYPES.accessToken,
  id_token: TOKEN_TYPES.idToken,
  aws: TOKEN_TYPES.awsCredentials,
  'api-key': TOKEN_TYPES.apiKey,
};

/** Answers requests for credentials with tokens that are made up. It knows no others. */
export class MockExchange {
  /** The API keys that callers got for viewers. */
  readonly #visitorKeys = new Set<string>();

  constructor(private readonly options: MockExchangeOptions) {}

  answer(body: Buffer, caller: Caller): Exchanged {
    let parameters: ExchangeParameters | undefined;
    let chosen: (ChosenAnswer & { readonly kind: Kind }) | undefined;
    let reply: Reply;
    try {
      parameters = exchangeParameters(body);
      const kind = kindOf(parameters);
      assertSubject(parameters, kind);
      chosen = { kind, ...this.#choose(parameters, kind, caller.apiKey) };
      reply = chosen.answer ? this.#reply(chosen.answer, kind, caller) : NONE_LEFT;
    } catch (error) {
      if (!(error instanceof ContentError)) {
        throw error;
      }
      reply = errorReply(error.kind, error.message);
    }
    return {
      reply,
      delay: chosen?.answer?.delay ?? 0,
      logged: { ...(parameters ? loggedParameters(parameters) : {}), answer: chosen?.place },
      secrets: subjectTokensIn(body),
    };
  }

  /** Whether an API key is one that content got for a viewer. */
  isVisitorKey(apiKey: string): boolean {
    return this.#visitorKeys.has(apiKey);
  }

  #choose(parameters: ExchangeParameters, kind: Kind, apiKey: string): ChosenAnswer {
    return this.options.script.next({ ...parameters, kind }, apiKey) ?? { place: 'default', answer: this.#default() };
  }

  #default(): Answer {
    const { error: code } = this.options;
    return code === undefined
      ? { type: 'token', delay: 0, token: undefined, expiresIn: undefined }
      : { type: 'error', delay: 0, code, message: undefined, status: undefined };
  }

  #reply(answer: Answer, kind: Kind, { userAgent }: Caller): Reply {
    switch (answer.type) {
      case 'token':
        return this.#tokenReply(answer, kind, userAgent);
      case 'error':
        return codeReply(answer.code, answer.message ?? messages.sentenceOf(answer.code), statusOf(answer));
      case 'raw':
        return answer;
    }
  }

  #tokenReply(answer: TokenAnswer, kind: Kind, userAgent: string | undefined): Reply {
    const usual = TYPES[kind] === TOKEN_TYPES.accessToken ? this.options.token : undefined;
    const token = answer.token ?? usual ?? new Secret(TOKENS[kind]);
    if (kind === 'api-key') {
      this.#visitorKeys.add(token.reveal());
    }
    return tokenReply(TYPES[kind], token, lifetimeOf(answer, userAgent));
  }
}

function kindOf({ requested, subjectKind }: ExchangeParameters): Kind {
  switch (requested) {
    case TOKEN_TYPES.idToken:
      return 'id_token';
    case TOKEN_TYPES.awsCredentials:
      return 'aws';
    case TOKEN_TYPES.apiKey:
      return 'api-key';
    default:
      return subjectKind;
  }
}

/** The two kinds of session tokens can't be confused: content that does it would get nothing from Connect. */
function assertSubject({ subjectKind, subjectToken }: ExchangeParameters, kind: Kind): void {
  if (subjectKind === 'viewer' && subjectToken !== USER_TOKEN && !JWT.test(subjectToken)) {
    throw new ContentError('OAuthCredentialSubjectToken', messages.wrongUserToken());
  }
  if (subjectKind === 'content' && subjectToken !== CONTENT_TOKEN) {
    throw new ContentError('OAuthCredentialSubjectToken', messages.wrongContentToken());
  }
  if (subjectKind === 'content' && kind === 'api-key') {
    throw new ContentError('OAuthCredentialInvalidSubjectTokenTypeForAuthType', messages.keyForViewers());
  }
}

/** Unlike the editor window, the usual answer does not say how long a token is valid: the mocks of connectcreds don't, either. */
function lifetimeOf({ expiresIn }: TokenAnswer, userAgent: string | undefined): number | undefined {
  return expiresIn !== undefined && isHttr2(userAgent) ? Math.min(expiresIn, HTTR2_LIFETIME) : expiresIn;
}

function statusOf({ code, status }: ErrorAnswer): number {
  const usual: Readonly<Record<number, number>> = {
    [CODES.PermissionDenied]: 403,
    [CODES.AuthRequired]: 401,
    [CODES.InvalidLogin]: 401,
  };
  return status ?? usual[code] ?? 400;
}

/** Also those of a request that is not valid. */
function subjectTokensIn(body: Buffer): readonly Secret[] {
  return new URLSearchParams(body.toString()).getAll('subject_token').map((token) => new Secret(token));
}

function loggedParameters(parameters: ExchangeParameters): LoggedRequest {
  const { subjectKind, audience, resource, scope } = parameters;
  return {
    ...{ kind: kindOf(parameters), subject: subjectKind, audience, scope },
    // It may contain a password.
    resource: resource === undefined ? undefined : redactUrl(resource),
  };
}
