import type { Catalog } from '../core/catalog.js';
import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Logger } from '../core/ports.js';
import type { Refreshers } from '../core/refreshers.js';
import { oneLine } from '../core/text.js';
import type { Method, WireFailure, WireSignedOut, WireSignIn, WireToken } from '../workbench/wire.js';
import { integrationsAnswer, tokenAnswer } from './answers.js';
import type { Parameters } from './callBody.js';
import * as messages from './messages.js';
import { type Served, ServedIntegrations } from './served.js';
import type { BrokerSignIns } from './signIns.js';

export interface BrokerCallsOptions {
  readonly catalog: Catalog;
  readonly refreshers: Pick<Refreshers, 'get'>;
  readonly signIns: BrokerSignIns;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What an answer says, and what the log is to say of it. */
interface Outcome {
  readonly answer: object;
  readonly told: string;
}

/** Answers the calls of the Workbench protocol for all integrations whose sources hand out tokens. */
export class BrokerCalls {
  readonly #served: ServedIntegrations;

  constructor(private readonly options: BrokerCallsOptions) {
    this.#served = new ServedIntegrations(options.catalog, options.refreshers);
  }

  /** Never rejects: a failure is `{"error": sentence}`, which Python and R both understand. */
  async answer(method: Method, parameters: Parameters): Promise<object> {
    const { log } = this.options;
    try {
      const { answer, told } = await this.#outcome(method, parameters);
      log.info(`broker: ${method}, ${told}`);
      return answer;
    } catch (error) {
      log.info(`broker: ${method}${this.#named(parameters)}: ${errorChain(error)}`);
      return { error: error instanceof CredentialError ? error.message : messages.failed() } satisfies WireFailure;
    }
  }

  async #outcome(method: Method, { uuid, open }: Parameters): Promise<Outcome> {
    switch (method) {
      case 'oauth_integrations': {
        const integrations = (await this.#served.all()).map(({ integration }) => integration);
        const answer = integrationsAnswer(integrations, (each) => this.options.signIns.problemOf(each));
        return { answer, told: `${integrations.length}` };
      }
      case 'oauth_token': {
        const served = await this.#served.find(uuid);
        return { answer: await this.#token(served), told: `${nameOf(served)}: handed out` };
      }
      case 'oauth_sign_in': {
        const served = await this.#served.findNow(uuid);
        const answer = await this.#signIn(served, open === true);
        return { answer, told: `${nameOf(served)}: ${answer.authenticated ? 'signed in' : 'a page to sign in at'}` };
      }
      case 'oauth_sign_out': {
        const served = await this.#served.find(uuid);
        return { answer: await this.#signOut(served), told: `${nameOf(served)}: signed out` };
      }
    }
  }

  async #token({ integration, tokens }: Served): Promise<WireToken> {
    return tokenAnswer(await tokens.accessToken(integration), this.options.clock.now());
  }

  async #signIn({ integration }: Served, open: boolean): Promise<WireSignIn> {
    return integration.status.kind === 'authenticated'
      ? { authenticated: true }
      : this.options.signIns.begin(integration, open);
  }

  async #signOut({ integration, source }: Served): Promise<WireSignedOut> {
    const { instruction } = await source.signOut(integration, new AbortController().signal);
    await this.#served.look(source);
    return { result: true, ...(instruction === undefined ? {} : { detail: instruction }) };
  }

  /** An integration's name for the log, where it is known. */
  #named({ uuid }: Parameters): string {
    const known = this.#served.known(uuid);
    return known ? `, ${nameOf(known)}` : '';
  }
}

function nameOf({ integration }: Served): string {
  return oneLine(integration.label);
}
