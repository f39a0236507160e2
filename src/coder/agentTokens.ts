import type { HttpClient } from '../core/httpClient.js';
import type { Clock } from '../core/ports.js';
import { isSameSecret, type Secret } from '../core/secret.js';
import { type Asked, askAgent } from './api.js';
import type { AgentAuth } from './wire.js';
import type { Workspace } from './workspace.js';

/** Milliseconds before its expiry at which a token is no longer given out. */
const MARGIN = 60_000;

/** The longest time in milliseconds that an answer is used: a token may be revoked before it expires. */
const TOKEN_LIFETIME = 10 * 60_000;

/** The same in milliseconds if the server does not say when the token expires. */
const UNKNOWN_EXPIRY_LIFETIME = 60_000;

export interface AgentTokensPorts {
  readonly workspace: Workspace;
  readonly http: Pick<HttpClient, 'send'>;
  readonly clock: Clock;
}

export interface Answer {
  readonly auth: AgentAuth;
  /** When it was received, in milliseconds since the epoch. */
  readonly at: number;
}

/** The answers of the agent's endpoint. Each call takes up to a second and makes the server ask the provider. */
export class AgentTokens {
  readonly #known = new Map<string, Answer>();
  readonly #running = new Map<string, Promise<AgentAuth>>();

  constructor(private readonly ports: AgentTokensPorts) {}

  /**
   * A token, or the page to sign in. Throws `CredentialError`.
   *
   * @param rejected a token that was refused. If it is the known one, the server is asked
   * @param listedExpiry when the token expires as the user's list says, in milliseconds since the epoch
   */
  async get(asked: Asked, rejected?: Secret, listedExpiry?: number): Promise<AgentAuth> {
    const known = this.#known.get(keyOf(asked));
    return known && this.#isUsable(known, rejected, listedExpiry) ? known.auth : this.ask(asked);
  }

  /** The last answer. */
  answered(asked: Asked): Answer | undefined {
    return this.#known.get(keyOf(asked));
  }

  /** Asks the server. Calls at the same time share the answer. */
  ask(asked: Asked): Promise<AgentAuth> {
    const key = keyOf(asked);
    const running = this.#running.get(key) ?? this.#ask(asked).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  forget(asked: Asked): void {
    this.#known.delete(keyOf(asked));
  }

  async #ask(asked: Asked): Promise<AgentAuth> {
    const { workspace, http, clock } = this.ports;
    const target = { url: workspace.url, token: await workspace.agentToken() };
    const auth = await askAgent(target, asked, http, new AbortController().signal);
    this.#known.set(keyOf(asked), { auth, at: clock.now() });
    return auth;
  }

  #isUsable({ auth, at }: Answer, rejected: Secret | undefined, listedExpiry: number | undefined): boolean {
    if (auth.kind !== 'signedIn') {
      return false;
    }
    const lifetime = auth.isExpiryKnown ? TOKEN_LIFETIME : UNKNOWN_EXPIRY_LIFETIME;
    const expiresAt = auth.isExpiryKnown ? auth.expiresAt : listedExpiry;
    return (
      this.ports.clock.now() < Math.min(at + lifetime, (expiresAt ?? Infinity) - MARGIN) &&
      (rejected === undefined || !isSameSecret(rejected, auth.token))
    );
  }
}

export function keyOf(asked: Asked): string {
  return JSON.stringify(asked);
}
