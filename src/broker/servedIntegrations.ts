import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { Refreshers } from '../core/refreshers.js';
import type { CredentialSource, TokenProvider } from '../core/source.js';
import * as messages from './messages.js';

/** An integration of a source that provides tokens. */
export interface Served {
  readonly integration: Integration;
  readonly source: CredentialSource;
  readonly tokens: Pick<TokenProvider, 'accessToken'>;
}

/** The integrations that a broker serves: those of all sources that provide tokens. */
export class ServedIntegrations {
  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Pick<Refreshers, 'get'>,
    /** Whether they are for content under development, which also gets tokens that other code gets elsewhere. */
    private readonly isForContent = false,
  ) {}

  /** All of them, as they are now. Throws a source's failure if there are none: "none" and "could not ask" are different. */
  async all(): Promise<readonly Served[]> {
    await this.#refreshAll();
    const known = this.allKnown;
    if (known.length === 0 && this.#failure) {
      throw this.#failure;
    }
    return known;
  }

  /** The integration with a GUID. Asks the sources only if it is unknown or unusable as known. Throws `CredentialError`. */
  async find(guid: unknown): Promise<Served> {
    const known = this.known(guid);
    return known && known.integration.status.kind !== 'configurationError' ? known : this.findNow(guid);
  }

  /** The integration with a GUID, as it is now. Throws `CredentialError`. */
  async findNow(guid: unknown): Promise<Served> {
    if (typeof guid !== 'string' || guid === '') {
      throw messages.noGuid();
    }
    await this.#refreshAll();
    const found = this.known(guid);
    if (!found) {
      throw this.#failure ?? messages.unknownIntegration(guid);
    }
    const { label, status } = found.integration;
    if (status.kind === 'configurationError') {
      throw messages.misconfigured(label, status.detail);
    }
    return found;
  }

  /** All of them, as the catalog knows them. */
  get allKnown(): readonly Served[] {
    return this.#sources.flatMap(({ source, tokens }) =>
      this.#integrationsOf(source).map((integration) => ({ integration, source, tokens })),
    );
  }

  /** Why there are none of other sources, in sentences. */
  get notice(): string | undefined {
    const sentences = this.catalog.sources.flatMap(({ noTokens }) => noTokens ?? []);
    return sentences.length > 0 ? sentences.join(' ') : undefined;
  }

  /** The integration with a GUID, as the catalog knows it. */
  known(guid: unknown): Served | undefined {
    if (typeof guid !== 'string') {
      return undefined;
    }
    const wanted = guid.toLowerCase();
    for (const { source, tokens } of this.#sources) {
      const integration = this.#integrationsOf(source).find((each) => each.guid?.toLowerCase() === wanted);
      if (integration) {
        return { integration, source, tokens };
      }
    }
    return undefined;
  }

  /** Asks a source what there is now, also while the view is hidden. Never rejects. */
  async refresh(source: CredentialSource): Promise<void> {
    const refresher = this.refreshers.get(source);
    const watch = refresher?.watch();
    await refresher?.refresh();
    watch?.dispose();
  }

  async #refreshAll(): Promise<void> {
    await Promise.all(this.#sources.map(({ source }) => this.refresh(source)));
  }

  get #sources(): readonly Pick<Served, 'source' | 'tokens'>[] {
    return this.catalog.sources.flatMap((source) => {
      const tokens = source.tokens ?? (this.isForContent ? source.contentTokens : undefined);
      return tokens ? { source, tokens } : [];
    });
  }

  #integrationsOf(source: CredentialSource): readonly Integration[] {
    return this.catalog.snapshot.find(({ id }) => id === source.id)?.integrations ?? [];
  }

  /** Why one of the sources could not be asked. */
  get #failure(): Error | undefined {
    return this.catalog.snapshot.find(({ id, error }) => error && this.#sources.some(({ source }) => source.id === id))
      ?.error;
  }
}
