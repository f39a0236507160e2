import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import type { Clock, Disposable } from '../../../src/core/ports.js';
import { Refresher } from '../../../src/core/refresher.js';
import { assertReadable, holdsAny } from '../failures.js';
import { WorkbenchSession, type SessionOptions } from '../workbenchSessions.js';

/** What a session shows and tells after its last look. */
export interface Seen {
  /** The labels of the rows; `undefined` where there has never been a list. */
  readonly rows: readonly string[] | undefined;
  /** When the list that stays was received, where it is out of date. */
  readonly staleSince: number | undefined;
  readonly failure: string | undefined;
  /** What the user reads. */
  readonly message: string | undefined;
  /** What the log channel has got. */
  readonly log: readonly string[];
  /** Milliseconds until it looks again. */
  readonly nextLook: number | undefined;
}

/** A clock that stands still, and on which no timer ever falls due. */
class StandingClock implements Clock {
  readonly #delays = new Set<{ readonly delay: number }>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  set(time: number): void {
    this.time = time;
  }

  setTimeout(_callback: () => void, delay: number): Disposable {
    const timer = { delay };
    this.#delays.add(timer);
    return { dispose: () => this.#delays.delete(timer) };
  }

  /** The delays of the timers that wait. */
  get delays(): readonly number[] {
    return [...this.#delays].map(({ delay }) => delay);
  }
}

/** What the view has of a Workbench session, over real sockets: its source, with a catalog and a refresher. */
export class ShownSession {
  readonly #session: WorkbenchSession;
  readonly #catalog: Catalog;
  readonly #refresher: Refresher;
  readonly #clock: StandingClock;

  /** @param time what its clock shows, in milliseconds since the epoch */
  constructor(environment: Readonly<Record<string, string>>, options: SessionOptions, time: number) {
    this.#session = new WorkbenchSession(environment, options);
    const { source, log } = this.#session;
    this.#clock = new StandingClock(time);
    this.#catalog = new Catalog([source], this.#clock, log);
    this.#refresher = new Refresher({
      ask: (signal) => this.#catalog.refresh(source, signal),
      clock: this.#clock,
      interval: () => 30_000,
    });
  }

  /** Shows the view if it is hidden, and resolves when what it asks has been answered, or has failed. */
  async look(time: number): Promise<void> {
    this.#clock.set(time);
    this.#refresher.setVisible(true);
    await this.#refresher.settled();
  }

  /** As when its timer falls due, or the user has it refreshed. */
  async lookAgain(time: number): Promise<void> {
    this.#clock.set(time);
    await this.#refresher.refresh();
  }

  /** What there is to see, once it is certain that it tells no secret. */
  async seen(): Promise<Seen> {
    const [state] = this.#catalog.snapshot;
    assert.ok(state);
    const { integrations, error, staleSince } = state;
    const log = this.#session.log.lines;
    const secrets = await this.#session.secrets();
    if (error) assertReadable(error, secrets);
    assert.ok(!holdsAny(log.join('\n'), secrets), 'A secret is in the log');
    return {
      rows: integrations?.map(({ label }) => label),
      staleSince,
      failure: error?.failure,
      message: error?.message,
      log: [...log],
      nextLook: this.#clock.delays[0],
    };
  }

  /** How many timers wait. */
  get timers(): number {
    return this.#clock.delays.length;
  }

  dispose(): void {
    for (const each of [this.#session.source, this.#catalog, this.#refresher]) each.dispose();
  }
}
