import { Catalog } from '../../../src/core/catalog.js';
import type { Snapshot } from '../../../src/core/snapshot.js';
import { CredentialError, errorChain } from '../../../src/core/errors.js';
import type { Integration } from '../../../src/core/integration.js';
import type { Disposable } from '../../../src/core/ports.js';
import { Refresher } from '../../../src/core/refresher.js';
import { SignIns } from '../../../src/core/signIns.js';
import { WorkbenchSource } from '../../../src/workbench/source.js';
import { loadFailedAnswer, loadMessages, loadSignInPage } from '../../../src/workbench/onFirstUse.js';
import { FakeClock, settle } from '../fakeClock.js';
import { FakeMemory } from '../fakeMemory.js';
import { RecordingLog } from '../recordingLog.js';
import { FakeWorkbench, type Guid, OVERTAKEN } from './fakeWorkbench.js';
import { countListeners, type ListenerCount } from './listenerCount.js';
import { Pacing } from './pacing.js';

// The loader takes real time, and the clock of these tests is a fake.
await Promise.all([loadFailedAnswer(), loadMessages(), loadSignInPage()]);

/** Milliseconds; less than a night. */
const COOKIE_LIFETIME = 5 * 60 * 60_000;

/**
 * Everything that lives in a window but VS Code, wired and used as `extension.ts` and the commands do: sign-ins over a
 * catalog and a refresher over the Workbench source. Of what is outside, the clock and the server are fakes.
 */
export class LongLivedWindow implements Disposable {
  readonly clock = new FakeClock();
  readonly server: FakeWorkbench;
  readonly catalog: Catalog;
  readonly pacing = new Pacing(() => this.now);
  /** The setting `availableCredentials.workbench.signInUrl`. */
  signInUrl = '';
  visible = false;
  disposed = false;
  /** The sign-ins that have not ended, and when they began. */
  readonly signingIn = new Set<{ readonly guid: Guid; readonly since: number }>();
  /** Refreshes whose callers still wait. */
  refreshing = 0;
  /** What has been seen on the way that may never happen, in words. */
  readonly wrongs: string[] = [];
  readonly #environment: Record<string, string> = {
    POSIT_PRODUCT: 'WORKBENCH',
    RS_SERVER_ADDRESS: 'http://localhost:8787',
    RS_SERVER_URL: 'https://workbench.example.org/',
  };
  readonly #source: WorkbenchSource;
  readonly #refresher: Refresher;
  readonly #signIns: SignIns;
  readonly #view: Disposable;
  readonly #listeners: ListenerCount;
  /** The rows that the user sees and clicks on, which can be behind the catalog. */
  #rows: readonly Integration[] = [];
  #cookies = 0;
  #cookieExpiry = 0;
  #slept = 0;
  /** How many times the list was asked for, and how many times the view was hidden. */
  #asked = 0;
  #hidden = 0;

  constructor() {
    this.server = new FakeWorkbench(
      this.clock,
      () => this.wanted || this.wrongs.push('a list was requested that is not needed'),
      () => this.pacing.disturb(),
    );
    this.renewCookie();
    this.#source = new WorkbenchSource({
      environment: this.#environment,
      clock: this.clock,
      browser: { open: (url) => this.#open(url) },
      log: new RecordingLog(),
      setting: () => this.signInUrl,
      http: () => this.server,
    });
    this.catalog = new Catalog([this.#source], this.clock, new RecordingLog());
    this.#listeners = countListeners(this.catalog);
    this.#refresher = new Refresher({
      ask: (signal) => {
        this.#asked += 1;
        return this.pacing.observe(this.catalog.refresh(this.#source, signal), signal);
      },
      clock: this.clock,
      interval: () => this.pacing.interval,
    });
    this.#signIns = new SignIns(this.catalog, new Map([[this.#source, this.#refresher]]), this.clock, new FakeMemory());
    this.#view = this.catalog.onDidChange((snapshot) => this.#changed(snapshot));
  }

  /** Milliseconds by the clock of the timers, which stands still while the laptop sleeps. */
  get now(): number {
    return this.clock.now() - this.#slept;
  }

  /** How many listen to the catalog. */
  get listeners(): number {
    return this.#listeners.count;
  }

  /** Whether there is any reason to ask for the list. */
  get wanted(): boolean {
    return !this.disposed && (this.visible || this.signingIn.size > 0);
  }

  /** Whether the next request succeeds at once, and so do all pending ones. */
  get isServed(): boolean {
    const cookie = this.#environment['RS_SESSION_RPC_COOKIE'];
    const isAccepted = cookie === this.server.cookie && this.clock.now() < this.#cookieExpiry;
    return isAccepted && !this.server.fault && this.server.latency === 0 && this.server.pending === 0;
  }

  setVisible(visible: boolean): void {
    if (visible && !this.visible) {
      this.pacing.forgetFailures();
    }
    this.visible = visible;
    this.#hidden += visible ? 0 : 1;
    this.#refresher.setVisible(visible);
  }

  refresh(): void {
    void this.#refresh();
  }

  focus(): void {
    this.#refresher.lookNow();
  }

  changeInterval(milliseconds: number): void {
    this.pacing.interval = milliseconds;
    this.#refresher.intervalChanged();
  }

  signIn(guid: Guid): void {
    const row = this.#row(guid);
    if (row?.actions.includes('signIn')) {
      void this.#signIn(row, guid);
    }
  }

  cancel(guid: Guid): void {
    const row = this.#row(guid);
    if (row) {
      this.#signIns.cancel(row);
    }
  }

  signOut(guid: Guid): void {
    const row = this.#row(guid);
    if (row?.actions.includes('signOut')) {
      void this.#source
        .signOut(row, new AbortController().signal)
        .catch((error: unknown) => this.#assertReadable(error))
        .then(() => this.#refresh());
    }
  }

  /** The server accepts a new cookie alone, and the session has it. */
  renewCookie(): void {
    this.#cookies += 1;
    // A cookie tells it in whole seconds.
    this.#cookieExpiry = Math.floor((this.clock.now() + COOKIE_LIFETIME) / 1_000) * 1_000;
    const date = encodeURIComponent(new Date(this.#cookieExpiry).toUTCString());
    this.server.cookie = `cookie-${this.#cookies}|${date}|sig`;
    this.#environment['RS_SESSION_RPC_COOKIE'] = this.server.cookie;
  }

  pass(milliseconds: number): Promise<void> {
    return this.clock.advance(milliseconds);
  }

  /** The wall clock advances, the clock of the timers does not. */
  sleep(milliseconds: number): void {
    this.#slept += milliseconds;
    this.clock.setBack(-milliseconds);
  }

  /** The server is well again, the user looks at the view, and so much time passes that it has to be right. */
  async calmDown(): Promise<void> {
    this.server.fault = undefined;
    this.server.latency = 0;
    this.renewCookie();
    this.setVisible(true);
    while (this.pacing.patience > 0) {
      await this.pass(this.pacing.patience);
    }
  }

  /** Runs everything that does not wait for a timer; then the user sees the current rows. */
  async settle(): Promise<void> {
    await settle();
    this.#rows = this.catalog.integrations;
  }

  /** In the order of the extension's subscriptions. */
  dispose(): void {
    this.disposed = true;
    for (const each of [this.#source, this.catalog, this.#refresher, this.#signIns, this.#view]) {
      each.dispose();
    }
  }

  #row(guid: Guid): Integration | undefined {
    return this.#rows.find((row) => row.guid === guid);
  }

  async #refresh(): Promise<void> {
    this.pacing.forgetFailures();
    this.pacing.forgetRetryAfter();
    this.refreshing += 1;
    const [asked, hidden, visible] = [this.#asked, this.#hidden, this.visible];
    await this.#refresher.refresh();
    if (visible && !this.disposed && hidden === this.#hidden && asked === this.#asked) {
      this.wrongs.push('a refresh ended with no request that began after it');
    }
    this.refreshing -= 1;
  }

  async #signIn(row: Integration, guid: Guid): Promise<void> {
    this.pacing.forgetFailures();
    const signIn = { guid, since: this.now };
    this.signingIn.add(signIn);
    try {
      await this.#signIns.signIn(row, () => undefined);
    } catch (error) {
      this.#assertReadable(error);
    } finally {
      this.signingIn.delete(signIn);
      this.pacing.disturb();
    }
  }

  #open(url: string): Promise<void> {
    if (this.disposed) {
      this.wrongs.push('the browser was opened after the end');
    }
    if (url.includes(OVERTAKEN)) {
      this.wrongs.push('the browser was opened for an answer that was overtaken');
    }
    return Promise.resolve();
  }

  #changed(snapshot: Snapshot): void {
    if (this.disposed) {
      this.wrongs.push('the view changed after the end');
    }
    if (snapshot.some((source) => `${source.error?.message} ${JSON.stringify(source)}`.includes(OVERTAKEN))) {
      this.wrongs.push('an answer that was overtaken shows');
    }
  }

  #assertReadable(error: unknown): void {
    if (!(error instanceof CredentialError)) {
      this.wrongs.push(`a failure that is not made for users: ${errorChain(error)}`);
    }
  }
}
