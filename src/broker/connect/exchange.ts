import { asCredentialError, errorChain } from '../../core/errors.js';
import type { Clock, Logger } from '../../core/ports.js';
import { isRecord } from '../../core/record.js';
import { Secret } from '../../core/secret.js';
import type { AccessToken } from '../../core/source.js';
import { oneLine } from '../../core/text.js';
import type { Reply } from '../face.js';
import type { ServedIntegrations } from '../servedIntegrations.js';
import { ContentError, errorReply } from './answers.js';
import type { ContentIntegration, ContentIntegrations } from './contentIntegrations.js';
import { type ExchangeRequest, exchangeRequest } from './exchangeRequest.js';
import * as messages from './messages.js';
import type { ContentSubjects, Subject } from './subjects.js';
import { HTTR2_LIFETIME, isHttr2, tokenReply } from './tokenAnswer.js';
import { TOKEN_TYPES, type TokenType } from './tokenTypes.js';

/** Milliseconds for which a visitor's API key is said to be valid. */
const API_KEY_LIFETIME = 60 * 60_000;

export interface CredentialExchangeOptions {
  readonly integrations: ContentIntegrations;
  readonly served: ServedIntegrations;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a caller gets. */
interface Credential {
  readonly type: TokenType;
  readonly value: Secret;
  /** Milliseconds since the epoch; `undefined` if unknown. */
  readonly expiresAt: number | undefined;
}

/** Exchanges the session tokens of content for the tokens of integrations in this window, as Connect does. */
export class CredentialExchange {
  constructor(private readonly options: CredentialExchangeOptions) {}

  /**
   * Answers a request. Never rejects.
   *
   * @param caller its API key, and the program that it says to be
   */
  async answer(
    body: Buffer,
    caller: { readonly apiKey: string; readonly userAgent: string | undefined },
    subjects: ContentSubjects,
  ): Promise<Reply> {
    const { log, clock } = this.options;
    try {
      const request = exchangeRequest(body, caller.apiKey, subjects);
      const integration = await this.options.integrations.choose(request);
      const { type, value, expiresAt } = await this.#credential(request, integration, subjects);
      log.info(`broker: content credentials, ${oneLine(integration.name)}: returned to ${describe(request.subject)}`);
      return tokenReply(type, value, lifetimeOf(expiresAt, clock.now(), caller.userAgent));
    } catch (error) {
      log.info(`broker: content credentials: ${errorChain(error)}`);
      return error instanceof ContentError
        ? errorReply(error.kind, error.message)
        : errorReply('OAuthAccessTokenRefreshFailure', messages.failed());
    }
  }

  async #credential(
    { subject, requested }: ExchangeRequest,
    integration: ContentIntegration,
    subjects: ContentSubjects,
  ): Promise<Credential> {
    const { name, authType } = integration;
    const type = requested ?? (authType === 'Visitor API Key' ? TOKEN_TYPES.apiKey : TOKEN_TYPES.accessToken);
    if ((type === TOKEN_TYPES.apiKey) !== (authType === 'Visitor API Key') || type === TOKEN_TYPES.awsCredentials) {
      throw new ContentError('OAuthCredentialRequestedTokenType', messages.tokenTypeNotProvided(name, type, authType));
    }
    // An ID token states who signed in, regardless of who asks for it: Connect calls it the workload's identity.
    if (type !== TOKEN_TYPES.idToken && (authType === 'Service Account') === (subject.viewer !== undefined)) {
      throw new ContentError(
        'OAuthCredentialInvalidSubjectTokenTypeForAuthType',
        authType === 'Service Account' ? messages.isForContent(name) : messages.isForViewers(name),
      );
    }
    if (type === TOKEN_TYPES.apiKey) {
      return this.#visitorKey(subject, subjects);
    }
    const token = await this.#token(integration);
    return type === TOKEN_TYPES.accessToken ? { type, ...token } : this.#idToken(integration, token);
  }

  #visitorKey({ viewer }: Subject, subjects: ContentSubjects): Credential {
    if (!viewer) {
      throw new Error('Only viewers get here');
    }
    const value = subjects.visitorKey(viewer);
    return { type: TOKEN_TYPES.apiKey, value, expiresAt: this.options.clock.now() + API_KEY_LIFETIME };
  }

  /** @param rejected an access token to renew */
  async #token({ name, authType, answeredBy }: ContentIntegration, rejected?: Secret): Promise<AccessToken> {
    try {
      const { integration, tokens } = await this.options.served.find(answeredBy);
      return await tokens.accessToken(integration, rejected);
    } catch (thrown) {
      const error = asCredentialError(thrown, messages.failed());
      this.options.log.info(`broker: content credentials, ${oneLine(name)}: ${errorChain(error)}`);
      if (authType !== 'Viewer') {
        throw new ContentError('OAuthAccessTokenRefreshFailure', error.message);
      }
      if (error.failure === 'authorization') {
        throw new ContentError('OAuthSessionNotFound', error.message);
      }
      // Workbench has no token for a user who is not signed in, and does not say why.
      throw (await this.#isSignedOut(answeredBy))
        ? new ContentError('OAuthSessionNotFound', messages.notSignedIn(name))
        : new ContentError('OAuthAccessTokenRefreshFailure', error.message);
    }
  }

  async #isSignedOut(guid: string | undefined): Promise<boolean> {
    const found = await this.options.served.findNow(guid).catch(() => undefined);
    return found?.integration.status.kind === 'notSignedIn';
  }

  /** The ID token that came with an access token; if it has expired, the one that comes when that is renewed. */
  async #idToken(integration: ContentIntegration, token: AccessToken): Promise<Credential> {
    for (const { extra } of [token, await this.#renewedIfExpired(integration, token)]) {
      const value = idTokenIn(extra);
      const expiresAt = value && expiryOf(value);
      if (value && !(expiresAt !== undefined && expiresAt <= this.options.clock.now())) {
        return { type: TOKEN_TYPES.idToken, value, expiresAt };
      }
    }
    throw new ContentError('OAuthMissingIdToken', messages.noIdToken(integration.name));
  }

  async #renewedIfExpired(integration: ContentIntegration, token: AccessToken): Promise<AccessToken> {
    const value = idTokenIn(token.extra);
    const isExpired = value !== undefined && (expiryOf(value) ?? Infinity) <= this.options.clock.now();
    return isExpired ? this.#token(integration, token.value) : token;
  }
}

function describe({ viewer }: Subject): string {
  return viewer ? 'content, for its viewer' : 'content';
}

/** Whole seconds; `undefined` if unknown. */
function lifetimeOf(expiresAt: number | undefined, now: number, userAgent: string | undefined): number | undefined {
  const lifetime = expiresAt === undefined ? undefined : Math.max(0, Math.floor((expiresAt - now) / 1000));
  return isHttr2(userAgent) ? Math.min(lifetime ?? HTTR2_LIFETIME, HTTR2_LIFETIME) : lifetime;
}

function idTokenIn(extra: AccessToken['extra']): Secret | undefined {
  const value = extra?.reveal()['id_token'];
  return typeof value === 'string' && value !== '' ? new Secret(value) : undefined;
}

/** When a JWT expires, in milliseconds since the epoch; `undefined` if it does not say so. It is for others to verify. */
function expiryOf(token: Secret): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.reveal().split('.')[1] ?? '', 'base64url').toString());
    return isRecord(claims) && typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : undefined;
  } catch {
    return undefined;
  }
}
