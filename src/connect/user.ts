import type { Clock } from '../core/ports.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import type { ConnectApi } from './api/connectApi.js';
import { ConnectError } from './api/connectError.js';
import type { Role } from './api/server.js';

/** Milliseconds after which the server is asked again who the user is: roles hardly change. */
const USER_LIFETIME = 10 * 60_000;

/** What is known of the user of a server. The texts come from the server. */
export interface KnownUser {
  /** `undefined` for a service principal, which has no user. */
  readonly username: string | undefined;
  readonly role: Role | undefined;
}

/** Who is signed in to a server, as it said last. */
export class SignedInUser {
  #last: { readonly known: KnownUser; readonly at: number; readonly token: Secret | undefined } | undefined;

  constructor(
    private readonly api: ConnectApi,
    private readonly clock: Clock,
  ) {}

  /** `undefined` while nobody is signed in, or the server has not been asked. */
  get known(): KnownUser | undefined {
    return this.#last?.known;
  }

  /**
   * Asks the server if that was long ago, or if another token is stored since then: another window, or the command, may have
   * signed in as another user. Throws like {@link ConnectApi.user}.
   */
  async lookUp(token: Secret | undefined, signal: AbortSignal): Promise<void> {
    const now = this.clock.now();
    if (!this.#last || now >= this.#last.at + USER_LIFETIME || !isSameSecret(this.#last.token, token)) {
      this.#last = { known: await lookUpUser(this.api, signal), at: now, token };
    }
  }

  forget(): void {
    this.#last = undefined;
  }
}

/** Asks the server who is signed in. Throws like {@link ConnectApi.user}. */
export async function lookUpUser(api: ConnectApi, signal: AbortSignal): Promise<KnownUser> {
  try {
    const { username, role } = await api.user(signal);
    return { username, role };
  } catch (error) {
    if (error instanceof ConnectError && error.problem === 'noUser') {
      return { username: undefined, role: undefined };
    }
    throw error;
  }
}
