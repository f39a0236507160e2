import { ProviderRefusal, type ProviderClient } from '../connect/providerClient.js';
import { isExpired, newToken, type CoderLink, type Links } from './links.js';
import type { CoderProvider } from './providers.js';

/** What a refresh of a link has found. */
export interface Refreshed {
  readonly authenticated: boolean;
  readonly problem: string | undefined;
  /** Whether the provider could not be asked at all. */
  readonly isFailed: boolean;
}

/** Refreshes and validates links before tokens are given out, or the list is answered. */
export class Refreshing {
  /** By provider: why its refreshes fail. */
  readonly failures = new Map<string, string>();
  #gate: Promise<void> = Promise.resolve();
  /** How many links have been refreshed or validated. */
  count = 0;

  constructor(
    private readonly links: Links,
    private readonly client: ProviderClient,
  ) {}

  /** Makes all refreshes wait until the result is called. */
  hold(): () => void {
    let release = () => {};
    this.#gate = new Promise((resolve) => (release = resolve));
    return release;
  }

  async refresh(link: CoderLink, provider: CoderProvider): Promise<Refreshed> {
    this.count++;
    await this.#gate;
    const failure = this.failures.get(link.providerId);
    if (failure !== undefined) {
      return { authenticated: false, problem: failure, isFailed: true };
    }
    if (link.validateError !== undefined) {
      return { authenticated: false, problem: link.validateError, isFailed: false };
    }
    if (!isExpired(link)) {
      return { authenticated: true, problem: undefined, isFailed: false };
    }
    return this.#renew(link, provider);
  }

  async #renew(link: CoderLink, { id, allowRefresh = true }: CoderProvider): Promise<Refreshed> {
    const { refreshToken } = link;
    if (!allowRefresh || refreshToken === undefined) {
      return { authenticated: false, problem: 'token expired, refreshing is disabled', isFailed: false };
    }
    try {
      const tokens = this.links.isInvented(link)
        ? { accessToken: newToken(id), refreshToken, expiresAt: Date.now() + 3_600_000 }
        : await this.client.refresh(refreshToken);
      this.links.save(id, tokens);
      return { authenticated: true, problem: undefined, isFailed: false };
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      return { authenticated: false, problem: 'refresh token: oauth2: "invalid_grant"', isFailed: true };
    }
  }
}
