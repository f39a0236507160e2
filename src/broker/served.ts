import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { Refreshers } from '../core/refreshers.js';
import type { CredentialSource, TokenProvider } from '../core/source.js';
import * as messages from './messages.js';

/** An integration of a source that hands out tokens. */
export interface Served {
  readonly integration: Integration;
  readonly source: CredentialSource;
  readonly tokens: TokenProvider;
}

/** What a broker answers for: the integrations of all sources that hand out tokens, and of no other. */
export class ServedIntegrations {
  constructor(
    private readonly catalog: Catalog,
    private readonly refreshers: Pick<Refreshers, 'get'>,
  ) {}

  /** All that there are now. Throws why a source could not list its own if there seem to be none: that is not the same. */
  async all(): Promise<readonly Served[]> {
    await Promise.all(this.#sources.map(({ source }) => this.look(source)));
    const known = this.#known;
    if (known.length === 0 && this.#failure) {
      throw this.#failure;
    }
    return known;
  }

  /** The one with a GUID that can be used: as it is known, and only where it is not, as it is now. Throws `CredentialError`. */
  async find(uuid: unknown): Promise<Served> {
    const known = this.known(uuid);
    return known && known.integration.status.kind !== 'configurationError' ? known : this.findNow(uuid);
  }

  /** The same, as it is now. */
  async findNow(uuid: unknown): Promise<Served> {
    if (typeof uuid !== 'string' || uuid === '') {
      throw messages.noUuid();
    }
    await Promise.all(this.#sources.map(({ source }) => this.look(source)));
    const found = this.known(uuid);
    if (!found) {
      throw this.#failure ?? messages.unknownIntegration(uuid);
    }
    const { label, status } = found.integration;
    if (status.kind === 'configurationError') {
      throw messages.misconfigured(label, status.detail);
    }
    return found;
  }

  /** The one with a GUID, as it is known. */
  known(uuid: unknown): Served | undefined {
    return typeof uuid === 'string'
      ? this.#known.find(({ integration: { guid } }) => guid?.toLowerCase() === uuid.toLowerCase())
      : undefined;
  }

  /** Asks a source for what there is now, also while the view is hidden. Never rejects. */
  async look(source: CredentialSource): Promise<void> {
    const refresher = this.refreshers.get(source);
    const watch = refresher?.watch();
    await refresher?.refresh();
    watch?.dispose();
  }

  get #sources(): readonly { readonly source: CredentialSource; readonly tokens: TokenProvider }[] {
    return this.catalog.sources.flatMap((source) => (source.tokens ? { source, tokens: source.tokens } : []));
  }

  get #known(): readonly Served[] {
    return this.#sources.flatMap(({ source, tokens }) => {
      const { integrations = [] } = this.catalog.snapshot.find(({ id }) => id === source.id) ?? {};
      return integrations.map((integration) => ({ integration, source, tokens }));
    });
  }

  /** Why one of the sources could not be asked. */
  get #failure(): Error | undefined {
    return this.catalog.snapshot.find(({ id, error }) => error && this.#sources.some(({ source }) => source.id === id))
      ?.error;
  }
}
