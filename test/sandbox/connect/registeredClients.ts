import type { Adapter, Provider } from 'oidc-provider';

/** An OAuth client as Connect's API shows it. */
export interface RegisteredClient {
  readonly id: string;
  readonly client_id: string;
  readonly client_name: string | null;
  readonly redirect_uris: readonly string[];
  readonly created_at: string;
  readonly last_used_at: string | null;
}

/** The OAuth clients that have been registered dynamically and not been deleted. */
export class RegisteredClients {
  readonly #all = new Map<string, RegisteredClient>();
  #created = 0;

  /** @param storage where the provider keeps its clients */
  constructor(
    provider: Provider,
    private readonly storage: Adapter,
  ) {
    provider.on('registration_create.success', (_context, { clientId, clientName, redirectUris = [] }) => {
      if (this.#all.has(clientId)) return;
      this.#all.set(clientId, {
        ...{ id: String(++this.#created), client_id: clientId, client_name: clientName ?? null },
        ...{ redirect_uris: redirectUris, created_at: new Date().toISOString(), last_used_at: null },
      });
    });
  }

  list(): readonly RegisteredClient[] {
    return [...this.#all.values()];
  }

  /** Resolves to whether there was such a client. Its tokens are then refused with `invalid_client`. */
  async delete(clientId: string): Promise<boolean> {
    await this.storage.destroy(clientId);
    return this.#all.delete(clientId);
  }
}
