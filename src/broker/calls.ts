import type { Catalog } from '../core/catalog.js';
import { CredentialError, errorChain } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import type { Clock, Logger } from '../core/ports.js';
import type { Refresher } from '../core/refresher.js';
import type { CredentialSource, TokenProvider } from '../core/source.js';
import { oneLine } from '../core/text.js';
import type { Method, WireFailure, WireSignedOut, WireSignIn, WireToken } from '../workbench/wire.js';
import { integrationsAnswer, tokenAnswer } from './answers.js';
import type { Parameters } from './callBody.js';
import * as messages from './messages.js';
import type { BrokerSignIns } from './signIns.js';

export interface BrokerCallsOptions {
  readonly catalog: Catalog;
  readonly refreshers: ReadonlyMap<CredentialSource, Refresher>;
  readonly signIns: BrokerSignIns;
  readonly clock: Clock;
  readonly log: Logger;
}

/** An integration of a source that hands out tokens. */
interface Served {
  readonly integration: Integration;
  readonly source: CredentialSource;
  readonly tokens: TokenProvider;
}

/** What an answer says, and what the log is to say of it. */
interface Outcome {
  readonly answer: object;
  readonly told: string;
}

/** A call in vain: its message is the answer. */
class Refused extends Error {}

/** Answers the calls of the Workbench protocol for all integrations whose sources hand out tokens. */
export class BrokerCalls {
  constructor(private readonly options: BrokerCallsOptions) {}

  /** Never rejects: a failure is `{"error": sentence}`, which Python and R both understand. */
  async answer(method: Method, parameters: Parameters): Promise<object> {
    const { log } = this.options;
    try {
      const { answer, told } = await this.#outcome(method, parameters);
      log.info(`broker: ${method}, ${told}`);
      return answer;
    } catch (error) {
      const name = this.#named(parameters);
      log.info(`broker: ${method}${name}: ${error instanceof Refused ? error.message : errorChain(error)}`);
      const isReadable = error instanceof Refused || error instanceof CredentialError;
      return { error: isReadable ? error.message : messages.failed() } satisfies WireFailure;
    }
  }

  async #outcome(method: Method, parameters: Parameters): Promise<Outcome> {
    if (method === 'oauth_integrations') {
      return this.#list();
    }
    const served = await this.#find(parameters['uuid']);
    const name = oneLine(served.integration.label);
    switch (method) {
      case 'oauth_token':
        return { answer: await this.#token(served), told: `${name}: handed out` };
      case 'oauth_sign_in': {
        const answer = await this.#signIn(served, parameters['open'] === true);
        return { answer, told: `${name}: ${answer.authenticated ? 'signed in' : 'a page to sign in at'}` };
      }
      case 'oauth_sign_out':
        return { answer: await this.#signOut(served), told: `${name}: signed out` };
    }
  }

  async #list(): Promise<Outcome> {
    await Promise.all(this.#sources.map(({ source }) => this.#look(source)));
    const integrations = this.#served.map(({ integration }) => integration);
    const failed = this.options.catalog.snapshot.find(
      ({ id, error }) => error && this.#sources.some(({ source }) => source.id === id),
    );
    if (failed?.error && integrations.length === 0) {
      throw failed.error;
    }
    return { answer: integrationsAnswer(integrations), told: `${integrations.length}` };
  }

  async #token({ integration, tokens }: Served): Promise<WireToken> {
    if (integration.status.kind === 'configurationError') {
      throw new Refused(messages.misconfigured(integration.label, integration.status.detail));
    }
    return tokenAnswer(await tokens.accessToken(integration), this.options.clock.now());
  }

  async #signIn(served: Served, open: boolean): Promise<WireSignIn> {
    await this.#look(served.source);
    const { integration } = await this.#find(served.integration.guid);
    if (integration.status.kind === 'configurationError') {
      throw new Refused(messages.misconfigured(integration.label, integration.status.detail));
    }
    return integration.status.kind === 'authenticated'
      ? { authenticated: true }
      : this.options.signIns.begin(integration, open);
  }

  async #signOut({ integration, source }: Served): Promise<WireSignedOut> {
    const { instruction } = await source.signOut(integration, new AbortController().signal);
    await this.#look(source);
    return { result: true, ...(instruction === undefined ? {} : { detail: instruction }) };
  }

  /** The integration with a GUID, looked for among what is known, and else among what there is now. */
  async #find(uuid: unknown): Promise<Served> {
    if (typeof uuid !== 'string' || uuid === '') {
      throw new Refused(messages.noUuid());
    }
    const known = this.#known(uuid);
    if (known) {
      return known;
    }
    await Promise.all(this.#sources.map(({ source }) => this.#look(source)));
    const found = this.#known(uuid);
    if (!found) {
      throw new Refused(messages.unknownIntegration(uuid));
    }
    return found;
  }

  #known(uuid: string): Served | undefined {
    return this.#served.find(({ integration: { guid } }) => guid?.toLowerCase() === uuid.toLowerCase());
  }

  get #sources(): readonly { readonly source: CredentialSource; readonly tokens: TokenProvider }[] {
    return this.options.catalog.sources.flatMap((source) => (source.tokens ? { source, tokens: source.tokens } : []));
  }

  get #served(): readonly Served[] {
    return this.#sources.flatMap(({ source, tokens }) => {
      const snapshot = this.options.catalog.snapshot.find(({ id }) => id === source.id);
      return (snapshot?.integrations ?? []).map((integration) => ({ integration, source, tokens }));
    });
  }

  /** Asks a source for what there is now, also while the view is hidden. */
  async #look(source: CredentialSource): Promise<void> {
    const refresher = this.options.refreshers.get(source);
    const watch = refresher?.watch();
    try {
      await refresher?.refresh();
    } finally {
      watch?.dispose();
    }
  }

  /** An integration's name for the log, where it is known. */
  #named({ uuid }: Parameters): string {
    const known = typeof uuid === 'string' ? this.#known(uuid) : undefined;
    return known ? `, ${oneLine(known.integration.label)}` : '';
  }
}
