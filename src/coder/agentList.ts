import { abortable } from '../core/abort.js';
import { isSameSecret } from '../core/secret.js';
import { type AgentTokens, type Answer, keyOf } from './agentTokens.js';
import type { Asked } from './api.js';
import { CoderError } from './coderError.js';
import type { KnownProvider } from './knownProvider.js';
import { LIST_INTERVAL } from './userList.js';
import type { AgentAuth } from './wire.js';

/** A provider, and the answer that shows it. */
interface Found {
  readonly asked: Asked;
  readonly auth: AgentAuth | undefined;
  readonly failure: CoderError | undefined;
}

interface Failed {
  readonly error: unknown;
  /** When it failed, in milliseconds since the epoch. */
  readonly at: number;
}

export interface AgentListPorts {
  readonly tokens: AgentTokens;
  readonly now: () => number;
  /** Called when something has been asked for in the background. */
  readonly onDidChange: () => void;
}

/** What the agent's token shows of providers that the user or Git remotes name: it can't list them. */
export class AgentList {
  readonly #failures = new Map<string, Failed>();
  /** What is asked for in the background. */
  readonly #asking = new Set<string>();
  /** When it was last asked whether a refresh fails, in milliseconds since the epoch. */
  readonly #lookedAt = new Map<string, number>();

  constructor(private readonly ports: AgentListPorts) {}

  /**
   * All of them. Throws `CredentialError` if the agent's token is refused or nothing answers, or the signal's reason.
   *
   * @param ids of the user's setting
   * @param hosts of Git remotes, as URLs. One that no provider is for is left out
   */
  async providers(
    ids: readonly string[],
    hosts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly KnownProvider[]> {
    const wanted: readonly Asked[] = [...ids.map((id) => ({ id })), ...hosts.map((match) => ({ match }))];
    const found: Found[] = [];
    for (const asked of wanted) {
      const each = await abortable(signal, () => this.#find(asked));
      if (each && !found.some((other) => isSameProvider(other, each))) {
        found.push(each);
      }
    }
    return found.map(knownProvider);
  }

  /**
   * A provider of the user's list, which calls a refresh that has failed an invalid link: only the agent's answer tells the two
   * apart. It is asked for in the background, at most once a minute.
   */
  withFailure(known: KnownProvider): KnownProvider {
    if (known.status !== 'notSignedIn' || !known.listed?.link) {
      return known;
    }
    const key = keyOf(known.asked);
    if (this.ports.now() >= (this.#lookedAt.get(key) ?? -Infinity) + LIST_INTERVAL) {
      this.#lookedAt.set(key, this.ports.now());
      this.#askInBackground(known.asked);
    }
    const failure = this.#failures.get(key)?.error;
    return failure instanceof CoderError && failure.failure === 'network'
      ? { ...known, status: 'failed', failure, problem: failure.message }
      : known;
  }

  async #find(asked: Asked): Promise<Found | undefined> {
    try {
      return { asked, auth: await this.#answer(asked), failure: undefined };
    } catch (error) {
      // After an answer that does not come from Coder, nothing is known of any provider.
      const isOfOne = error instanceof CoderError && ['rejected', 'network'].includes(error.failure);
      if (!isOfOne || error.status === undefined) {
        throw error;
      }
      const isUnknown = error.status === 404;
      return isUnknown && 'match' in asked ? undefined : { asked, auth: undefined, failure: error };
    }
  }

  /** The last answer, which may be a failure. After a minute, the next one is asked for in the background. */
  async #answer(asked: Asked): Promise<AgentAuth> {
    const { tokens, now } = this.ports;
    const key = keyOf(asked);
    const last = newer(this.#failures.get(key), tokens.answered(asked));
    if (!last) {
      return this.#ask(asked);
    }
    if (now() >= last.at + LIST_INTERVAL) {
      this.#askInBackground(asked);
    }
    if ('error' in last) {
      throw last.error;
    }
    return last.auth;
  }

  #askInBackground(asked: Asked): void {
    const key = keyOf(asked);
    if (this.#asking.has(key)) {
      return;
    }
    this.#asking.add(key);
    void this.#ask(asked)
      .catch(() => undefined)
      .finally(() => this.#asking.delete(key))
      .then(this.ports.onDidChange);
  }

  async #ask(asked: Asked): Promise<AgentAuth> {
    try {
      const answer = await this.ports.tokens.ask(asked);
      this.forget(asked);
      return answer;
    } catch (error) {
      this.#failures.set(keyOf(asked), { error, at: this.ports.now() });
      throw error;
    }
  }

  /** Forgets a failure: the server has answered since, or the user has done something about it. */
  forget(asked: Asked): void {
    this.#failures.delete(keyOf(asked));
  }
}

function newer(failed: Failed | undefined, answer: Answer | undefined): Failed | Answer | undefined {
  return failed && answer ? (failed.at >= answer.at ? failed : answer) : (failed ?? answer);
}

/** Whether a Git host's provider is one that has been found by its ID: they share the token, or the page to sign in. */
function isSameProvider({ auth: one }: Found, { auth: other }: Found): boolean {
  return one?.kind === 'signedIn'
    ? other?.kind === 'signedIn' && isSameSecret(one.token, other.token)
    : one?.kind === 'notSignedIn' && other?.kind === 'notSignedIn' && one.url === other.url;
}

function knownProvider({ asked, auth, failure }: Found): KnownProvider {
  const isSignedIn = auth?.kind === 'signedIn';
  return {
    ...{ asked, status: isSignedIn ? 'signedIn' : auth ? 'notSignedIn' : 'failed' },
    problem: failure?.message,
    ...(failure ? { failure } : {}),
    ...{ type: isSignedIn ? auth.type : undefined, expiresAt: isSignedIn ? auth.expiresAt : undefined },
    ...{ displayName: undefined, isRenewable: undefined, login: undefined },
    ...(auth?.kind === 'notSignedIn' ? { signInUrl: auth.url } : {}),
  };
}
