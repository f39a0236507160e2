import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import { OAuthError } from '../oauth/errorResponse.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import { type CredentialStore, isSame } from './credentialStore.js';
import * as messages from './messages.js';
import type { PendingWork } from './pendingWork.js';
import { isEnded, isRefusal, isRefused } from './renewalFailure.js';
import { RenewalProblems } from './renewalProblems.js';
import type { SignInState } from './signInState.js';
import type { StoredCredentials } from './storedCredentials.js';
import type { TokenOwner } from './tokenOwner.js';

/** An access token is refreshed this many milliseconds before it expires, so that code has time to use it. */
const MARGIN = 60_000;

/** Milliseconds between renewals in the background: some servers' tokens are valid for less than the margin. */
const PAUSE = 60_000;

export interface AccessTokensOptions {
  readonly store: CredentialStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Work that must finish before the window closes. */
  readonly pendingWork: PendingWork;
  /** Called when a renewal has finished. */
  readonly onRenewal: () => void;
}

/**
 * Provides the access tokens in the vault. It knows which ones are valid now, and is the only place that refreshes them:
 * one at a time per integration, across all windows. If a refresh token is used twice, the server revokes the whole
 * grant (RFC 9700, section 4.14.2).
 */
export class AccessTokens implements Disposable {
  readonly #renewing = new Map<string, Promise<TokenSet>>();
  readonly #attemptedAt = new Map<string, number>();
  readonly #problems: RenewalProblems;
  readonly #disposal = new AbortController();

  constructor(private readonly options: AccessTokensOptions) {
    this.#problems = new RenewalProblems(options.log);
  }

  /**
   * A token set whose access token is valid for at least another minute, renewed if necessary; for less than a minute if
   * it can't be renewed. Throws `CredentialError`: `authorization` if the user has to sign in, or the reason why it could
   * not be renewed.
   *
   * @param rejected an access token that a server refused, and that is therefore renewed; but not within a minute after the
   * last renewal, since the server may refuse each of them
   */
  async get(owner: TokenOwner, rejected?: Secret): Promise<TokenSet> {
    const stored = await this.#stored(owner.id);
    const grant = stored?.grant;
    if (!grant) {
      throw messages.notSignedIn(owner.name);
    }
    const canRenewNow = this.#renewing.has(owner.id) || !this.#isJustRenewed(owner.id);
    const isRejected = isSameSecret(grant.accessToken, rejected) && canRenewNow;
    if (this.#isFresh(grant) && !isRejected) {
      return grant;
    }
    if (!isRenewable(owner, stored)) {
      return this.#isValid(grant) ? grant : raise(messages.expired(owner.name));
    }
    try {
      return await this.#renew(owner, grant, isRejected);
    } catch (error) {
      return isEnded(error) || !this.#isValid(grant) ? raise(error) : grant;
    }
  }

  /** Whether the user is signed in, determined without a request. */
  state(owner: TokenOwner, stored: StoredCredentials | undefined): SignInState {
    const grant = stored?.grant;
    const problem = this.#problems.of(owner.id, grant);
    const isRenewalRefused = isRefusal(problem);
    const canRenew = isRenewable(owner, stored) && !isRefused(problem);
    if (!grant || isEnded(problem) || ((!canRenew || isRenewalRefused) && !this.#isValid(grant))) {
      const isGrantStored = grant !== undefined && !isEnded(problem) && isRenewable(owner, stored);
      const hasExpired = grant !== undefined && !isRenewable(owner, stored);
      return {
        ...{ kind: 'signedOut', problem: isRenewalRefused ? problem : undefined, isGrantStored },
        ...(hasExpired ? { hasExpired } : {}),
      };
    }
    return {
      kind: 'signedIn',
      expiresAt: grant.expiresAt,
      isRenewable: canRenew,
      problem: problem ?? this.options.store.problemOf(owner.id),
      isRenewalRefused,
    };
  }

  /** Whether the server no longer accepts the client that was registered for a grant, so that another one is needed. */
  isClientRefused({ id }: Pick<TokenOwner, 'id'>, stored: StoredCredentials | undefined): boolean {
    const problem = stored?.grant?.registration && this.#problems.of(id, stored.grant);
    return problem instanceof OAuthError && problem.error === 'invalid_client';
  }

  /** Renews an access token that has expired or is about to, in the background, so that `state` is up to date. */
  renewIfDue(owner: TokenOwner, stored: StoredCredentials | undefined): void {
    const at = this.nextCheck(owner, stored);
    if (stored?.grant && at !== undefined && at <= this.options.clock.now() && isRenewable(owner, stored)) {
      // A failure is recorded, and `state` reports it.
      this.#renew(owner, stored.grant).catch(() => undefined);
    }
  }

  /**
   * When the token next has to be renewed or expires, in milliseconds since the epoch; `undefined` if never, or if it is
   * being renewed now.
   */
  nextCheck(owner: TokenOwner, stored: StoredCredentials | undefined): number | undefined {
    const { id } = owner;
    const grant = stored?.grant;
    if (grant?.expiresAt === undefined || this.#renewing.has(id) || this.#disposal.signal.aborted) {
      return undefined;
    }
    if (!isRenewable(owner, stored)) {
      return this.#isValid(grant) ? grant.expiresAt : undefined;
    }
    const now = this.options.clock.now();
    const attemptedAt = this.#attemptedAt.get(id) ?? -Infinity;
    // An attempt in the future means that the clock has been set back.
    const notBefore = attemptedAt > now ? -Infinity : attemptedAt + PAUSE;
    return isEnded(this.#problems.of(id, grant)) ? undefined : Math.max(grant.expiresAt - MARGIN, notBefore);
  }

  /** Starts no more renewals. A pending one is finished: the server may have used up the refresh token already. */
  dispose(): void {
    this.#disposal.abort();
  }

  #renew(owner: TokenOwner, seen: TokenSet, isRejected = false): Promise<TokenSet> {
    const { id } = owner;
    const renewing = this.#renewing.get(id);
    if (renewing) {
      return renewing;
    }
    this.#attemptedAt.set(id, this.options.clock.now());
    const work = this.#renewOnce(owner, seen, isRejected)
      .finally(() => this.#renewing.delete(id))
      .then(
        (grant) => {
          this.#problems.delete(id);
          this.options.onRenewal();
          return grant;
        },
        (error: unknown) => {
          const problem = error instanceof CredentialError ? error : messages.renewalFailed(owner.name, error);
          if (!this.#disposal.signal.aborted) {
            this.#problems.record(id, seen, problem);
            this.options.onRenewal();
          }
          throw problem;
        },
      );
    this.#renewing.set(id, work);
    return this.options.pendingWork.add(work);
  }

  #renewOnce(owner: TokenOwner, seen: TokenSet, isRejected: boolean): Promise<TokenSet> {
    const { store } = this.options;
    const { id } = owner;
    return store.withLock(id, this.#disposal.signal, async (hold) => {
      // Another window may have renewed it or signed out while this one waited for the lock.
      const stored = await this.#stored(id);
      if (!stored?.grant) {
        throw messages.notSignedIn(owner.name);
      }
      const hasChanged = !isSame(stored.grant, seen);
      if (hasChanged ? this.#isValid(stored.grant) : this.#isFresh(stored.grant) && !isRejected) {
        return stored.grant;
      }
      try {
        // Not aborted even if the window closes; HTTP has a time limit of its own.
        const grant = await owner.renew(stored, stored.grant, new AbortController().signal, () => hold.confirm());
        await store.replace(id, stored.grant, grant);
        return grant;
      } catch (error) {
        // That the client is refused (`invalid_client`) says nothing of the grant (RFC 6749, section 5.2).
        if (isEnded(error)) {
          await this.#deleteEnded(id, stored.grant);
        }
        throw error;
      }
    });
  }

  /** Deletes a grant that a server no longer accepts, unless another one is stored by now. */
  async #deleteEnded(id: string, refused: TokenSet): Promise<void> {
    const { store, log } = this.options;
    try {
      await store.update(id, (stored) =>
        stored?.grant && isSame(stored.grant, refused) ? { ...stored, grant: undefined } : stored,
      );
    } catch (error) {
      log.warn(`vault: credentials of ${id} that its server refused could not be deleted: ${errorChain(error)}`);
    }
  }

  #isJustRenewed(id: string): boolean {
    const attemptedAt = this.#attemptedAt.get(id);
    return attemptedAt !== undefined && Math.abs(this.options.clock.now() - attemptedAt) < PAUSE;
  }

  async #stored(id: string): Promise<StoredCredentials | undefined> {
    return (await this.options.store.read()).get(id);
  }

  #isFresh({ expiresAt }: TokenSet): boolean {
    return expiresAt === undefined || expiresAt - MARGIN > this.options.clock.now();
  }

  #isValid({ expiresAt }: TokenSet): boolean {
    return expiresAt === undefined || expiresAt > this.options.clock.now();
  }
}

/** Whether the access token can be renewed without the user. */
function isRenewable(owner: TokenOwner, stored: StoredCredentials | undefined): boolean {
  return stored?.grant !== undefined && owner.isRenewable(stored, stored.grant);
}

function raise(error: unknown): never {
  throw error;
}
