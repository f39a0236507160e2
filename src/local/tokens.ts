import { CredentialError } from '../core/errors.js';
import type { Clock, Disposable } from '../core/ports.js';
import type { Definition } from './definition.js';
import type { Grant, Kept } from './grant.js';
import * as messages from './messages.js';
import type { Vault } from './vault.js';

/** Milliseconds before its expiry from which on an access token is refreshed: whoever is given it needs time to use it. */
const MARGIN = 60_000;

/** Milliseconds after which it is tried again in the background to renew what could not be renewed. */
const PAUSE = 60_000;

/** Where the user stands with one of the integrations. */
export type Standing =
  | { readonly kind: 'signedOut' }
  | {
      readonly kind: 'signedIn';
      /** When the access token expires, in milliseconds since the epoch, where the server said so. */
      readonly expiresAt: number | undefined;
      /** Whether another one can be had after that without the user. */
      readonly isRenewable: boolean;
      /** Why the last attempt to refresh it failed, if it did. */
      readonly problem: CredentialError | undefined;
    };

/** Gets another access token without the user: by a refresh token, or as a service account. */
export type Renew = (definition: Definition, kept: Kept, grant: Grant, signal: AbortSignal) => Promise<Grant>;

/**
 * The access tokens of the user's own integrations. It knows which of them can be had *now*, and is the only one that
 * refreshes them: one at a time for each integration, in all windows (RFC 9700, section 4.14.2: a refresh token that is
 * spent twice costs the whole grant).
 */
export class Tokens implements Disposable {
  readonly #renewing = new Map<string, Promise<Grant>>();
  readonly #problems = new Map<string, { readonly error: CredentialError; readonly at: number }>();
  readonly #disposal = new AbortController();

  constructor(
    private readonly vault: Pick<Vault, 'read' | 'update' | 'exclusively'>,
    private readonly renew: Renew,
    private readonly clock: Clock,
    private readonly onProblem: () => void,
  ) {}

  /**
   * A grant whose access token is valid for another minute, renewed if need be; for less than a minute if it can't be.
   * Throws `CredentialError`: `authorization` when the user has to sign in, else why it could not be renewed.
   */
  async current(definition: Definition): Promise<Grant> {
    const kept = await this.#kept(definition.id);
    const grant = kept?.grant;
    if (!grant) {
      throw messages.notSignedIn(definition);
    }
    if (this.#isFresh(grant)) {
      return grant;
    }
    if (!isRenewable(definition, grant)) {
      return this.#stillValid(grant) ?? raise(messages.expired(definition));
    }
    try {
      return await this.#renewed(definition);
    } catch (error) {
      const isLost = error instanceof CredentialError && error.failure === 'authorization';
      return (isLost ? undefined : this.#stillValid(grant)) ?? raise(error);
    }
  }

  /** Where the user stands, without asking anybody. */
  standing(definition: Definition, kept: Kept | undefined): Standing {
    const grant = kept?.grant;
    const canRenew = grant !== undefined && isRenewable(definition, grant);
    if (!grant || (!canRenew && !this.#stillValid(grant))) {
      return { kind: 'signedOut' };
    }
    const problem = this.#problems.get(definition.id)?.error;
    return { kind: 'signedIn', expiresAt: grant.expiresAt, isRenewable: canRenew, problem };
  }

  /** Renews in the background what has expired or is about to: what can no longer be had is then known. */
  freshen(definition: Definition, kept: Kept | undefined): void {
    const grant = kept?.grant;
    const failedAt = this.#problems.get(definition.id)?.at ?? -Infinity;
    const mayTry = this.clock.now() >= failedAt + PAUSE || this.clock.now() < failedAt;
    if (grant && mayTry && !this.#isFresh(grant) && isRenewable(definition, grant)) {
      // Its failure is kept, and told by `standing`.
      this.#renewed(definition).catch(() => undefined);
    }
  }

  /** To be called when the user has signed in anew. */
  forgetProblem(id: string): void {
    this.#problems.delete(id);
  }

  dispose(): void {
    this.#disposal.abort();
  }

  #renewed(definition: Definition): Promise<Grant> {
    const { id } = definition;
    const renewing =
      this.#renewing.get(id) ??
      this.#renewOnce(definition)
        .then(
          (grant) => {
            this.#problems.delete(id);
            return grant;
          },
          (error: unknown) => {
            const problem = error instanceof CredentialError ? error : messages.renewalFailed(definition, error);
            this.#problems.set(id, { error: problem, at: this.clock.now() });
            this.onProblem();
            throw problem;
          },
        )
        .finally(() => this.#renewing.delete(id));
    this.#renewing.set(id, renewing);
    return renewing;
  }

  #renewOnce(definition: Definition): Promise<Grant> {
    const { id } = definition;
    return this.vault.exclusively(id, this.#disposal.signal, async (signal) => {
      // Another window may have renewed it, or signed out, while this one waited for its turn.
      const kept = await this.#kept(id);
      if (!kept?.grant) {
        throw messages.notSignedIn(definition);
      }
      if (this.#isFresh(kept.grant)) {
        return kept.grant;
      }
      try {
        const grant = await this.renew(definition, kept, kept.grant, signal);
        await this.vault.update(id, (now) => now && { ...now, grant });
        return grant;
      } catch (error) {
        if (error instanceof CredentialError && error.failure === 'authorization') {
          await this.vault.update(id, (now) => now && { ...now, grant: undefined });
        }
        throw error;
      }
    });
  }

  async #kept(id: string): Promise<Kept | undefined> {
    return (await this.vault.read()).get(id);
  }

  #isFresh({ expiresAt }: Grant): boolean {
    return expiresAt === undefined || expiresAt - MARGIN > this.clock.now();
  }

  #stillValid(grant: Grant): Grant | undefined {
    return grant.expiresAt === undefined || grant.expiresAt > this.clock.now() ? grant : undefined;
  }
}

function isRenewable({ authType }: Definition, { refreshToken }: Grant): boolean {
  return refreshToken !== undefined || authType === 'Service Account';
}

function raise(error: unknown): never {
  throw error;
}
