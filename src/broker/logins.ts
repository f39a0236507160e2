import { randomUUID } from 'node:crypto';
import { Emitter } from '../core/emitter.js';
import type { Clock, Disposable, Logger } from '../core/ports.js';
import type {
  FinishLoginRequest,
  LoginOutcome,
  ServerLoginRequest,
  ServerLogins,
  WantedServer,
} from '../core/serverLogins.js';
import { type LoginNote, LoginNotes } from './loginNotes.js';
import * as messages from './messages.js';

/** Milliseconds for which a caller waits for something new at most: less than clients wait for an answer. */
const ANSWER_TIMEOUT = 20_000;

/** Milliseconds after which a sign-in ends that no caller asks for any more: its terminal was closed. */
const ABANDONED_AFTER = 30_000;

/** What a caller has not been told yet. Once there is an outcome, that is all. */
export interface LoginStep {
  readonly notes: readonly LoginNote[];
  readonly outcome: LoginOutcome | undefined;
}

interface Login {
  readonly notes: LoginNotes;
  readonly changed: Emitter<void>;
  readonly abort: AbortController;
  /** Settles at the end. Never rejects. */
  work: Promise<void>;
  end: { readonly outcome: LoginOutcome } | { readonly error: unknown } | undefined;
  abandonment: Disposable | undefined;
}

/** The sign-ins to servers that callers of the broker start, and then ask for until they end. */
export class BrokerLogins {
  readonly #logins = new Map<string, Login>();

  constructor(
    private readonly logins: () => Promise<ServerLogins>,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  /** Starts to sign in. Returns what identifies the sign-in. @param verbosity see {@link LoginNotes} */
  start(request: ServerLoginRequest | FinishLoginRequest, verbosity: number): string {
    const id = randomUUID();
    const changed = new Emitter<void>();
    const notes = new LoginNotes(this.log, verbosity, () => changed.fire());
    const abort = new AbortController();
    const login: Login = { notes, changed, abort, work: Promise.resolve(), end: undefined, abandonment: undefined };
    login.work = this.#run(login, request);
    this.#logins.set(id, login);
    this.#expectCaller(id, login);
    return id;
  }

  /**
   * Waits until there is something new, for some seconds. Throws why the sign-in failed, once the caller has all notes.
   *
   * @param from how many notes the caller has
   */
  async next(id: string, from: number): Promise<LoginStep> {
    const login = this.#get(id);
    login.abandonment?.dispose();
    await this.#somethingNew(login, from);
    const notes = login.notes.all.slice(from);
    const { end } = login;
    if (end === undefined || ('error' in end && notes.length > 0)) {
      this.#expectCaller(id, login);
      return { notes, outcome: undefined };
    }
    this.#logins.delete(id);
    if ('error' in end) {
      throw end.error;
    }
    return { notes, outcome: end.outcome };
  }

  /** Cancels a sign-in. Resolves when it has ended. */
  async cancel(id: string): Promise<void> {
    const login = this.#get(id);
    login.abort.abort();
    await login.work;
  }

  /** Signs out. Returns the nickname of the server. */
  async logOut(
    wanted: WantedServer,
    verbosity: number,
  ): Promise<{ readonly name: string; readonly notes: readonly LoginNote[] }> {
    const notes = new LoginNotes(this.log, verbosity);
    const name = await (await this.logins()).logOut(wanted, notes);
    return { name, notes: notes.all };
  }

  async #run(login: Login, request: ServerLoginRequest | FinishLoginRequest): Promise<void> {
    try {
      const logins = await this.logins();
      login.end = { outcome: await logins.logIn(request, login.notes, login.abort.signal) };
    } catch (error) {
      login.end = { error: login.abort.signal.aborted ? messages.loginCancelled() : error };
    }
    login.changed.fire();
  }

  #get(id: string): Login {
    const login = this.#logins.get(id);
    if (!login) {
      throw messages.unknownLogin();
    }
    return login;
  }

  /** Ends the sign-in unless its caller asks for it in time. */
  #expectCaller(id: string, login: Login): void {
    login.abandonment?.dispose();
    login.abandonment = this.clock.setTimeout(() => {
      login.abort.abort();
      this.#logins.delete(id);
    }, ABANDONED_AFTER);
  }

  #somethingNew(login: Login, from: number): Promise<void> {
    const isNew = () => login.end !== undefined || login.notes.all.length > from;
    return new Promise((resolve) => {
      const owned: Disposable[] = [];
      const done = () => {
        owned.forEach((each) => each.dispose());
        resolve();
      };
      owned.push(
        login.changed.event(() => {
          if (isNew()) {
            done();
          }
        }),
        this.clock.setTimeout(done, ANSWER_TIMEOUT),
      );
      if (isNew()) {
        done();
      }
    });
  }
}
