import type { Catalog } from '../../core/catalog.js';
import { isForAws, noAwsCredentials } from '../../core/contentChoices.js';
import type { ContentUse, ContentUses } from '../../core/contentUses.js';
import type { AuthType, Integration } from '../../core/integration.js';
import type { Served, ServedIntegrations } from '../servedIntegrations.js';
import { ContentError } from './answers.js';
import type { ExchangeRequest } from './exchangeRequest.js';
import * as messages from './messages.js';

/** The integration that answers a request of content. */
export interface ContentIntegration {
  readonly name: string;
  readonly authType: AuthType;
  /** The Integration ID of the one that provides the tokens; `undefined` if it needs none. */
  readonly answeredBy: string | undefined;
}

/** Chooses the integration that a request of content is about. */
export class ContentIntegrations {
  constructor(
    private readonly uses: Pick<ContentUses, 'all'>,
    private readonly served: ServedIntegrations,
    private readonly catalog: Pick<Catalog, 'integrations'>,
  ) {}

  /**
   * By the audience; else by the host of the resource; else by the scopes; else the only one that content uses. R clients
   * name a resource or scopes, and no audience. Throws `ContentError` if none matches, or if it is not clear which one.
   */
  async choose({
    audience,
    resource,
    scope,
  }: Omit<ExchangeRequest, 'subject' | 'requested'>): Promise<ContentIntegration> {
    if (audience !== undefined) {
      return this.#named(audience);
    }
    await this.#know();
    const wanted: ((each: Integration) => boolean)[] = [
      ...(resource === undefined ? [] : [(each: Integration) => isAtHostOf(resource, each)]),
      ...(scope === undefined ? [] : [(each: Integration) => hasScopes(scope, each)]),
    ];
    for (const isWanted of wanted) {
      const found = this.#matching(isWanted);
      if (found) {
        return found;
      }
    }
    const [only, ...others] = this.uses.all;
    if (!only) {
      throw new ContentError('OAuthCredentialNoAssociations', messages.noneUsed());
    }
    if (others.length > 0) {
      const names = this.uses.all.map(({ name }) => name);
      throw new ContentError('OAuthCredentialsInvalidAssociationCount', messages.severalUsed(names));
    }
    return only;
  }

  /** The one with an Integration ID: one that content uses, or any that provides tokens here. */
  async #named(audience: string): Promise<ContentIntegration> {
    const use = this.uses.all.find(({ guid }) => guid.toLowerCase() === audience.toLowerCase());
    if (use) {
      return use;
    }
    if (!this.served.known(audience)) {
      await this.#know();
    }
    const found = this.served.known(audience);
    if (!found) {
      throw new ContentError('OAuthCredentialsInvalidAudience', this.#whyNot(audience));
    }
    return asContentIntegration(found.integration);
  }

  /** Why none answers for an Integration ID: a server may have it, and the window no tokens of it. */
  #whyNot(audience: string): string {
    const listed = this.catalog.integrations.find(({ guid }) => guid?.toLowerCase() === audience.toLowerCase());
    if (!listed) {
      return messages.unknownAudience(audience);
    }
    return isForAws(listed) ? noAwsCredentials(listed.label) : messages.notUsed(listed.label);
  }

  /** The only match, first among what content uses. `undefined` if there is none. */
  #matching(isWanted: (integration: Integration) => boolean): ContentIntegration | undefined {
    const used = this.uses.all.filter((use) => this.#answers(use, isWanted));
    const [only, ...others] = used.length > 0 ? used : this.#servedThat(isWanted);
    if (others.length > 0) {
      const names = [only, ...others].flatMap((each) => each?.name ?? []);
      throw new ContentError('OAuthCredentialsInvalidAssociationCount', messages.severalUsed(names));
    }
    return only;
  }

  #answers({ answeredBy }: ContentUse, isWanted: (integration: Integration) => boolean): boolean {
    const integration = this.served.known(answeredBy)?.integration;
    return integration !== undefined && isWanted(integration);
  }

  #servedThat(isWanted: (integration: Integration) => boolean): readonly ContentIntegration[] {
    return this.served.allKnown
      .map(({ integration }: Served) => integration)
      .filter(isWanted)
      .map(asContentIntegration);
  }

  /** Asks the sources that have not been asked yet. What they can't say, the choice does without. */
  async #know(): Promise<void> {
    if (this.served.allKnown.length === 0) {
      await this.served.all().catch(() => []);
    }
  }
}

function asContentIntegration({ label, authType = 'Viewer', guid }: Integration): ContentIntegration {
  return { name: label, authType, answeredBy: guid };
}

/** Whether an integration belongs to the host of a URL, such as `https://github.com`. */
function isAtHostOf(resource: string, { issuer, authUrl, tokenUrl, gitHosts = [] }: Integration): boolean {
  const host = hostOf(resource);
  return host !== undefined && [...[issuer, authUrl, tokenUrl].map(hostOf), ...gitHosts].includes(host);
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

function hasScopes(scope: string, { scopes = [] }: Integration): boolean {
  const wanted = scope.split(' ').filter((each) => each !== '');
  return wanted.length > 0 && wanted.every((each) => scopes.includes(each));
}
