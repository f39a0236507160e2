import type { Clock } from '../core/ports.js';
import type { ServerLocation } from '../oauth/authorizationServer.js';
import type { ServerMetadataCache } from '../oauth/serverMetadata.js';
import type { AuthorizationServer } from '../oauth/authorizationServer.js';

/** Milliseconds after which a server that could not be asked is asked again. */
const PAUSE = 5 * 60_000;

/**
 * What is known of authorization servers without waiting for them: rows tell what a server offers, and don't wait for one
 * that does not answer.
 */
export class KnownServers {
  readonly #known = new Map<string, AuthorizationServer>();
  readonly #askedAt = new Map<string, number>();
  readonly #disposal = new AbortController();

  constructor(
    private readonly servers: Pick<ServerMetadataCache, 'get'>,
    private readonly clock: Clock,
    private readonly onNews: () => void,
  ) {}

  /** What is known of a server now. What is not is asked for in the background, and then told by `onNews`. */
  get(definition: ServerLocation): AuthorizationServer | undefined {
    const key = JSON.stringify(definition);
    const known = this.#known.get(key);
    const askedAt = this.#askedAt.get(key);
    const now = this.clock.now();
    // One from the future was before the clock was set back.
    if (!known && !this.#disposal.signal.aborted && (askedAt === undefined || now > askedAt + PAUSE || now < askedAt)) {
      this.#askedAt.set(key, now);
      void this.#learn(key, definition);
    }
    return known;
  }

  dispose(): void {
    this.#disposal.abort();
  }

  async #learn(key: string, definition: ServerLocation): Promise<void> {
    try {
      const server = await this.servers.get(definition, this.#disposal.signal);
      this.#known.set(key, server);
      this.onNews();
    } catch {
      // A sign-in reports the reason.
    }
  }
}
