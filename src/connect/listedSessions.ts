import type { Clock } from '../core/ports.js';
import { SIGN_IN_TIMEOUT } from '../core/signIns.js';
import type { ConnectSession } from './api/sessions.js';

/** A sign-in to an integration that is waiting for the browser. */
interface WaitingSignIn {
  /** The revision of the session that was there before; `undefined` if there was none. */
  readonly before: string | undefined;
  /** When it is given up, in milliseconds since the epoch. */
  readonly until: number;
}

/** The user's sessions at a server's integrations as of the last list, each by the GUID of its integration. */
export class ListedSessions {
  #listed: ReadonlyMap<string, ConnectSession> = new Map();
  readonly #waiting = new Map<string, WaitingSignIn>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  update(sessions: readonly ConnectSession[]): void {
    this.#listed = new Map(sessions.map((each) => [each.integrationGuid, each]));
  }

  /** Waits for a sign-in to an integration until the signal is aborted, or the time is over. */
  waitFor(guid: string, signal: AbortSignal): void {
    const until = this.clock.now() + SIGN_IN_TIMEOUT;
    this.#waiting.set(guid, { before: this.#listed.get(guid)?.revision, until });
    signal.addEventListener('abort', () => this.#waiting.delete(guid), { once: true });
  }

  /** The session that the server has listed. */
  listed(guid: string): ConnectSession | undefined {
    return this.#listed.get(guid);
  }

  /** The session to show. During a sign-in, the one that was there before does not count: the user renews it. */
  shown(guid: string): ConnectSession | undefined {
    const session = this.#listed.get(guid);
    const waiting = this.#waiting.get(guid);
    if (waiting && session?.revision === waiting.before && this.clock.now() < waiting.until) {
      return undefined;
    }
    this.#waiting.delete(guid);
    return session;
  }
}
