import { CredentialError, errorChain } from '../core/errors.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import type { StoredCredentials } from './storedCredentials.js';
import type { TokenSet } from '../oauth/tokenSet.js';
import { type CredentialStore, isSame } from './credentialStore.js';
import * as messages from './messages.js';
import { OAuthError } from '../oauth/errorResponse.js';
import type { SignInState } from './signInState.js';
import type { TokenOwner } from './tokenOwner.js';
import type { PendingWork } from './pendingWork.js';

/** Milliseconds before its expiry from which on an access token is refreshed: whoever is given it needs time to use it. */
const MARGIN = 60_000;

/** Milliseconds between two attempts in the background to renew: some servers' tokens live no longer than the margin. */
const PAUSE = 60_000;

export interface AccessTokensOptions {
  readonly holdings: CredentialStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** What has to come to its end when the window is closed. */
  readonly underWay: PendingWork;
  /** Called when a renewal has come to its end. */
  readonly onRenewal: () => void;
}

/** Why a grant could not be renewed. */
interface Problem {
  readonly grant: TokenSet;
  readonly error: CredentialError;
}

/**
 * The access tokens in the vault. It knows which of them can be had *now*, and is the only one that
 * refreshes them: one at a time for each integration, in all windows (RFC 9700, section 4.14.2: a refresh token that is
 * spent twice costs the whole grant).
 */
export class AccessTokens implements Disposable {
  readonly #renewing = new Map<string, Promise<TokenSet>>();
  readonly #attemptedAt = new Map<string, number>();
  readonly #problems = new Map<string, Problem>();
  readonly #disposal = new AbortController();

  constructor(private readonly options: AccessTokensOptions) {}

  /**
   * A grant whose access token is valid for another minute, renewed if need be; for less than a minute if it can't be.
   * Throws `CredentialError`: `authorization` when the user has to sign in, else why it could not be renewed.
   *
   * @param rejected an access token that a server refused, and that is therefore renewed; but not within a minute after the
   * last renewal, since the server may refuse each of them
   */
  async get(owner: TokenOwner, rejected?: Secret): Promise<TokenSet> {
    const kept = await this.#kept(owner.id);
    const grant = kept?.grant;
    if (!grant) {
      throw messages.notSignedIn(owner.name);
    }
    const canRenewNow = this.#renewing.has(owner.id) || !this.#isJustRenewed(owner.id);
    const isRejected = isSameSecret(grant.accessToken, rejected) && canRenewNow;
    if (this.#isFresh(grant) && !isRejected) {
      return grant;
    }
    if (!isRenewable(owner, kept)) {
      return this.#isValid(grant) ? grant : raise(messages.expired(owner.name));
    }
    try {
      return await this.#renewed(owner, grant, isRejected);
    } catch (error) {
      return isLost(error) || !this.#isValid(grant) ? raise(error) : grant;
    }
  }

  /** Where the user stands, without asking anybody. */
  state(owner: TokenOwner, kept: StoredCredentials | undefined): SignInState {
    const grant = kept?.grant;
    const problem = this.#problemOf(owner.id, grant);
    const canRenew = isRenewable(owner, kept) && !isRefused(problem);
    if (!grant || isLost(problem) || (!canRenew && !this.#isValid(grant))) {
      return { kind: 'signedOut', problem: isRefused(problem) ? problem : undefined };
    }
    return {
      kind: 'signedIn',
      expiresAt: grant.expiresAt,
      isRenewable: canRenew,
      problem: problem ?? this.options.holdings.problemOf(owner.id),
    };
  }

  /** Renews in the background what has expired or is about to: what can no longer be had is then known. */
  renewIfDue(owner: TokenOwner, kept: StoredCredentials | undefined): void {
    const at = this.nextCheck(owner, kept);
    if (kept?.grant && at !== undefined && at <= this.options.clock.now() && isRenewable(owner, kept)) {
      // Its failure is kept, and told by `standing`.
      this.#renewed(owner, kept.grant).catch(() => undefined);
    }
  }

  /**
   * When there is something to do or to see next, in milliseconds since the epoch: a token has to be renewed, or is gone.
   * `undefined`: never, or somebody is at it.
   */
  nextCheck(owner: TokenOwner, kept: StoredCredentials | undefined): number | undefined {
    const { id } = owner;
    if (!kept?.grant || kept.grant.expiresAt === undefined || this.#renewing.has(id) || this.#disposal.signal.aborted) {
      return undefined;
    }
    const { expiresAt } = kept.grant;
    if (!isRenewable(owner, kept)) {
      return this.#isValid(kept.grant) ? expiresAt : undefined;
    }
    const now = this.options.clock.now();
    const attemptedAt = this.#attemptedAt.get(id) ?? -Infinity;
    // One from the future was before the clock was set back.
    const notBefore = attemptedAt > now ? -Infinity : attemptedAt + PAUSE;
    return isLost(this.#problemOf(id, kept.grant)) ? undefined : Math.max(expiresAt - MARGIN, notBefore);
  }

  /** Begins nothing more. What has been begun comes to its end: a server may have spent the refresh token already. */
  dispose(): void {
    this.#disposal.abort();
  }

  #renewed(owner: TokenOwner, seen: TokenSet, isRejected = false): Promise<TokenSet> {
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
        (error: unknown) => raise(this.#noted(owner, seen, error)),
      );
    this.#renewing.set(id, work);
    return this.options.underWay.add(work);
  }

  #renewOnce(owner: TokenOwner, seen: TokenSet, isRejected: boolean): Promise<TokenSet> {
    const { holdings } = this.options;
    const { id } = owner;
    return holdings.withLock(id, this.#disposal.signal, async (hold) => {
      // Another window may have renewed it, or signed out, while this one waited for its turn.
      const kept = await this.#kept(id);
      if (!kept?.grant) {
        throw messages.notSignedIn(owner.name);
      }
      const isAnother = !isSame(kept.grant, seen);
      if (isAnother ? this.#isValid(kept.grant) : this.#isFresh(kept.grant) && !isRejected) {
        return kept.grant;
      }
      try {
        // Nothing aborts it, not even that the window is closed: HTTP has its own limit of time.
        const grant = await owner.renew(kept, kept.grant, new AbortController().signal, () => hold.confirm());
        await holdings.replace(id, kept.grant, grant);
        return grant;
      } catch (error) {
        if (isRefused(error)) {
          await this.#drop(id, kept.grant, error);
        }
        throw error;
      }
    });
  }

  /**
   * Deletes what a server no longer accepts, unless something else is there by now: the grant, or a client that was
   * registered for it, so that the next sign-in registers another. That a client is refused says nothing of the grant
   * (RFC 6749, section 5.2), which serves again once the client's secret is right.
   */
  async #drop(id: string, refused: TokenSet, refusal: OAuthError): Promise<void> {
    const { holdings, log } = this.options;
    const { registration } = refused;
    if (!isLost(refusal) && !registration) {
      return;
    }
    try {
      await holdings.update(id, (kept) => {
        if (!kept?.grant || !isSame(kept.grant, refused)) {
          return kept;
        }
        if (isLost(refusal)) {
          return { ...kept, grant: undefined };
        }
        return kept.registration?.clientId === registration?.clientId ? { ...kept, registration: undefined } : kept;
      });
    } catch (error) {
      log.warn(`vault: what the server of ${id} no longer accepts could not be deleted: ${errorChain(error)}`);
    }
  }

  #noted(owner: TokenOwner, grant: TokenSet, error: unknown): CredentialError {
    const { log, onRenewal } = this.options;
    const { id } = owner;
    const problem = error instanceof CredentialError ? error : messages.renewalFailed(owner.name, error);
    if (!this.#disposal.signal.aborted) {
      const line = `vault: ${id} could not be renewed: ${errorChain(problem)}`;
      const before = this.#problems.get(id);
      // The same failure again and again is told once, and then only to those who look closely.
      if (before && errorChain(before.error) === errorChain(problem)) {
        log.debug(line);
      } else {
        log.warn(line);
      }
      this.#problems.set(id, { grant, error: problem });
      onRenewal();
    }
    return problem;
  }

  /** What went wrong with a grant, or with the one that was there last. */
  #problemOf(id: string, grant: TokenSet | undefined): CredentialError | undefined {
    const problem = this.#problems.get(id);
    if (problem && grant && !isSame(problem.grant, grant)) {
      // The user has signed in anew, or another window has renewed it.
      this.#problems.delete(id);
      return undefined;
    }
    return problem?.error;
  }

  #isJustRenewed(id: string): boolean {
    const attemptedAt = this.#attemptedAt.get(id);
    return attemptedAt !== undefined && Math.abs(this.options.clock.now() - attemptedAt) < PAUSE;
  }

  async #kept(id: string): Promise<StoredCredentials | undefined> {
    return (await this.options.holdings.read()).get(id);
  }

  #isFresh({ expiresAt }: TokenSet): boolean {
    return expiresAt === undefined || expiresAt - MARGIN > this.options.clock.now();
  }

  #isValid({ expiresAt }: TokenSet): boolean {
    return expiresAt === undefined || expiresAt > this.options.clock.now();
  }
}

/** Whether another access token can be had without the user. */
function isRenewable(owner: TokenOwner, stored: StoredCredentials | undefined): boolean {
  return stored?.grant !== undefined && owner.isRenewable(stored, stored.grant);
}

/** Whether a server no longer accepts a grant, or the client that renews it: somebody has to do something. */
function isRefused(error: unknown): error is OAuthError {
  return error instanceof OAuthError && error.failure === 'authorization';
}

/** Whether a server has ended a grant, so that the user has to sign in again. */
function isLost(error: unknown): error is OAuthError {
  return isRefused(error) && error.error === 'invalid_grant';
}

function raise(error: unknown): never {
  throw error;
}
