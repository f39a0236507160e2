import { isForGitHost } from '../../core/gitHost.js';
import { integrationsCalled } from '../../core/integrationNames.js';
import { CredentialError } from '../../core/errors.js';
import { isRecord } from '../../core/record.js';
import type { Served, ServedIntegrations } from '../servedIntegrations.js';
import { redactIfUrl } from '../../core/url.js';
import { CoderError } from './coderError.js';
import * as messages from './messages.js';
import { hostIn } from './request.js';

/** The integrations of the view, as programs written for Coder name them. */
export class CoderProviders {
  /** @param aliases the setting: by what programs ask for, an Integration ID or a name. Not checked yet */
  constructor(
    private readonly served: ServedIntegrations,
    private readonly aliases: () => unknown,
  ) {}

  /** The integration that the user has given this name; or the one with this Integration ID or name. Throws `CoderError`. */
  async named(id: string): Promise<Served> {
    const target = this.#alias(id);
    const wanted = target ?? id;
    const find = () => {
      const integrations = this.served.allKnown.map(({ integration }) => integration);
      const called = integrationsCalled(integrations, wanted);
      return this.served.allKnown.filter(({ integration }) => called.includes(integration));
    };
    const [found, ...others] = await this.#found(find);
    if (!found) {
      throw new CoderError(
        404,
        target === undefined ? messages.unknownProvider(id) : messages.unknownTarget(id, target),
      );
    }
    if (others.length > 0) {
      const ids = [found, ...others].flatMap(({ integration: { guid } }) => guid ?? []);
      throw new CoderError(400, messages.severalProviders(id, ids));
    }
    return found;
  }

  /**
   * The integration for a Git host: as in Coder, the last one that matches; but one that the user is signed in to comes first.
   * Throws `CoderError`.
   *
   * @param match the host, or a URL
   */
  async matching(match: string): Promise<Served> {
    const host = hostIn(match);
    const find = () =>
      host === undefined ? [] : this.served.allKnown.filter(({ integration }) => isForGitHost(integration, host));
    const found = await this.#found(find);
    const signedIn = found.filter(({ integration }) => integration.status.kind === 'authenticated');
    const chosen = signedIn.at(-1) ?? found.at(-1);
    if (!chosen) {
      // Git's URLs may contain a token.
      throw new CoderError(404, messages.unknownHost(hostIn(redactIfUrl(match)) ?? '?'));
    }
    return chosen;
  }

  #alias(id: string): string | undefined {
    const aliases = this.aliases();
    const entries = isRecord(aliases) ? Object.entries(aliases) : [];
    const [, target] = entries.find(([alias]) => alias.toLowerCase() === id.toLowerCase()) ?? [];
    return typeof target === 'string' && target !== '' ? target : undefined;
  }

  /** Asks the sources only if there is nothing in what is known. */
  async #found(find: () => readonly Served[]): Promise<readonly Served[]> {
    const known = find();
    if (known.length > 0) {
      return known;
    }
    try {
      await this.served.all();
    } catch (error) {
      throw new CoderError(500, error instanceof CredentialError ? error.message : messages.seeLog());
    }
    return find();
  }
}
