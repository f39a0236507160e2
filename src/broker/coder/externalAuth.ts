import type { AgentAuthAnswer } from '../../coder/wire.js';
import { asCredentialError, CredentialError, errorChain } from '../../core/errors.js';
import { pause } from '../../core/pause.js';
import type { Clock, Logger } from '../../core/ports.js';
import type { AccessToken } from '../../core/source.js';
import { oneLine } from '../../core/text.js';
import type { OnClosed, Reply } from '../face.js';
import type { Served, ServedIntegrations } from '../servedIntegrations.js';
import { pageAnswer, tokenAnswer } from './answers.js';
import { CoderError } from './coderError.js';
import * as messages from './messages.js';
import type { CoderProviders } from './providers.js';
import { coderType } from './providerType.js';
import { providerIn } from './request.js';

/** Milliseconds between two looks whether the user has signed in. */
const LISTEN_INTERVAL = 1_000;

export interface ExternalAuthOptions {
  readonly providers: CoderProviders;
  readonly served: ServedIntegrations;
  /** The URL of a page that starts to sign in to an integration. @param base of the broker, without a slash at the end */
  readonly signInUrl: (base: string, id: string) => string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Gives the tokens of integrations in this window to programs that ask a Coder agent's endpoint for them. */
export class ExternalAuth {
  constructor(private readonly options: ExternalAuthOptions) {}

  /**
   * Answers a request. Rejects if the caller closes the connection while it waits for the user.
   *
   * @param base of the broker, without a slash at the end
   */
  async answer(query: URLSearchParams, base: string, onClosed: OnClosed): Promise<Reply> {
    const { log } = this.options;
    const listening = query.has('listen') ? untilClosed(onClosed) : undefined;
    try {
      const found = await this.#find(query);
      const token = await this.#token(found, listening);
      log.info(`broker: Coder, ${oneLine(found.integration.label)}: ${token ? 'token' : 'sign-in page'} returned`);
      return { status: 200, body: token ? withToken(found, token) : this.#withPage(found, base) };
    } catch (error) {
      listening?.throwIfAborted();
      log.info(`broker: Coder: ${errorChain(error)}`);
      return (error instanceof CoderError ? error : new CoderError(500, messages.seeLog())).reply;
    }
  }

  #find(query: URLSearchParams): Promise<Served> {
    const { providers } = this.options;
    const asked = providerIn(query);
    return 'id' in asked ? providers.named(asked.id) : providers.matching(asked.match);
  }

  /** The token; `undefined` if the user is not signed in. @param listening waits until the user is, or this is aborted */
  async #token(found: Served, listening: AbortSignal | undefined): Promise<AccessToken | undefined> {
    let token = await this.#tokenNow(found);
    while (!token && listening) {
      await pause(this.options.clock, LISTEN_INTERVAL, listening);
      token = await this.#tokenNow(found);
    }
    return token;
  }

  async #tokenNow({ integration, source, tokens }: Served): Promise<AccessToken | undefined> {
    const { served } = this.options;
    const now = served.allKnown.find((each) => each.integration.id === integration.id)?.integration ?? integration;
    const { label, status } = now;
    if (status.kind === 'configurationError') {
      throw new CoderError(500, messages.misconfigured(label, status.detail));
    }
    try {
      return await tokens.accessToken(now);
    } catch (error) {
      if (error instanceof CredentialError && error.failure === 'authorization') {
        return undefined;
      }
      // Workbench has no token for a user who is not signed in, and does not say why.
      await served.refresh(source);
      const later = served.allKnown.find((each) => each.integration.id === integration.id);
      if (later && later.integration.status.kind !== 'authenticated') {
        return undefined;
      }
      const failure = asCredentialError(error, messages.seeLog());
      throw new CoderError(500, messages.noToken(label), failure.message);
    }
  }

  #withPage({ integration }: Served, base: string): AgentAuthAnswer {
    return pageAnswer(this.options.signInUrl(base, integration.id));
  }
}

function untilClosed(onClosed: OnClosed): AbortSignal {
  const closed = new AbortController();
  onClosed(() => closed.abort());
  return closed.signal;
}

function withToken({ integration }: Served, { value, expiresAt, extra }: AccessToken): AgentAuthAnswer {
  return tokenAnswer(value.reveal(), coderType(integration), expiresAt, extra?.reveal());
}
