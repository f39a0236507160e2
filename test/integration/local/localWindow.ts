import assert from 'node:assert/strict';
import path from 'node:path';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import type { Integration } from '../../../src/core/integration.js';
import type { SecretStorage } from '../../../src/core/ports.js';
import type { CallbackRelay, CallbackUris, WindowKind } from '../../../src/core/callbackUris.js';
import { Refresher } from '../../../src/core/refresher.js';
import { type SignInOutcome, SignIns } from '../../../src/core/signIns.js';
import type { SignInOptions } from '../../../src/core/source.js';
import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import type { TokenSet } from '../../../src/oauth/tokenSet.js';
import type { LocalPorts } from '../../../src/local/ports.js';
import { TokenStorage } from '../../../src/signIn/tokenStorage.js';
import { LocalSource } from '../../../src/local/source.js';
import { Vault } from '../../../src/vault/vault.js';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { plain, type Plain } from '../../unit/local/plain.js';
import { type Answer, FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { FakeSettings } from '../../unit/local/wizard/harness.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { assertReadable, holdsAny, rejectionOf } from '../failures.js';
import { TravellingClock } from './travellingClock.js';

/** Milliseconds between two looks of a visible view: none within a test, so that what turns has turned by itself. */
const INTERVAL = 20 * 24 * 60 * 60_000;

/** A user's settings, which all windows see at once. */
export class UserSettings extends FakeSettings {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  override set(value: unknown): void {
    super.set(value);
    this.#changed.fire();
  }
}

/** What a person's editor is like. */
export interface Surroundings {
  /** Whether the browser reaches loopback (default: true): else the window is a page of the browser. */
  readonly reachesLoopback?: boolean;
  /** What kind of window it is, where that is to be said exactly. */
  readonly windowKind?: WindowKind;
  /** How a port of loopback is forwarded; by default, to the same one. */
  readonly forwardedUri?: (uri: string) => Promise<string>;
  /** The relay of the Workbench session that it is in. */
  readonly relay?: CallbackRelay;
  /** A URI that leads the browser back to the editor, but for what makes it another one each time. */
  readonly editorUri?: string;
  /** What the person does with a page that is opened. */
  readonly visit?: (url: string) => unknown;
  /** What the person answers. */
  readonly answers?: readonly Answer[];
  readonly secrets?: SecretStorage;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A user with integrations of their own, and any number of windows on one desktop. */
export class LocalUser {
  readonly settings = new UserSettings([]);
  readonly memory = new FakeMemory();
  /** The keyring of the desktop. */
  secrets: SecretStorage = new FakeSecrets();
  readonly clock = new TravellingClock();
  /** The providers that the wizards know by name. */
  providers: LocalPorts['providers'] = () => Promise.resolve([]);
  readonly #temporary = temporaryFolder('local');
  readonly folder = path.join(this.#temporary.path, 'global', 'extension');
  readonly windows: LocalWindow[] = [];

  /** @param ended takes what ends it: its windows, and its folder. */
  constructor(
    ended: Ended,
    integrations: readonly unknown[] = [],
    readonly secretsOf: () => readonly string[] = () => [],
  ) {
    ended(() => this.#end());
    this.settings.set(integrations);
  }

  /** A window that is opened now, with its view visible. Returns when the view has its rows. */
  async open(surroundings: Surroundings = {}): Promise<LocalWindow> {
    const window = this.load(surroundings);
    window.refresher.setVisible(true);
    await window.refresher.settled();
    return window;
  }

  /** A window that is opened now, with its view hidden. */
  load(surroundings: Surroundings = {}): LocalWindow {
    const window = new LocalWindow(this, surroundings);
    this.windows.push(window);
    return window;
  }

  /** Another reader of the encrypted file. */
  vault(): Vault {
    const { folder, secrets, memory, clock } = this;
    return new Vault({ folder, secrets, memory, clock, log: new RecordingLog() });
  }

  /** What is kept of an integration, with its secrets in plain text. */
  async kept(window: LocalWindow, label: string): Promise<Plain<StoredCredentials> | undefined> {
    const vault = this.vault();
    try {
      return plain((await vault.read()).get(window.row(label).guid ?? ''));
    } finally {
      vault.dispose();
    }
  }

  /** What an integration has been granted, with its secrets in plain text. */
  async grant(window: LocalWindow, label: string): Promise<Plain<TokenSet>> {
    return (await this.kept(window, label))?.grant ?? assert.fail(`${label} has no grant`);
  }

  async #end(): Promise<void> {
    this.windows.forEach((window) => window.close());
    await Promise.all(this.windows.map(({ source }) => source.settled()));
    await this.#temporary.remove();
    const secrets = [...this.secretsOf()];
    for (const { log, dialogs, opened, reports } of this.windows) {
      const shown = [...log.lines, ...dialogs.told, ...dialogs.asked, ...opened, ...reports].join('\n');
      assert.ok(!holdsAny(shown, secrets), 'A secret was logged, told or opened');
    }
    const everywhere = JSON.stringify([this.settings.read(), this.memory.get('signIns.waiting')]);
    assert.ok(!holdsAny(everywhere, secrets), 'A secret is in the settings');
  }
}

/** One window: the source with what stands around it in the extension. */
export class LocalWindow {
  readonly log = new RecordingLog();
  readonly dialogs: FakeDialogs;
  /** What the browser was handed. */
  readonly opened: string[] = [];
  /** The reports that were shown. */
  readonly reports: string[] = [];
  readonly #arrived = new Emitter<string>();
  readonly source: LocalSource;
  readonly #storage: TokenStorage;
  readonly catalog: Catalog;
  readonly refresher: Refresher;
  readonly signIns: SignIns;
  readonly #subscription;
  visit: (url: string) => unknown;
  /** Whether code that asks for a token is answered in this window. */
  isCodeAnswered = true;
  #uris = 0;

  constructor(
    private readonly user: LocalUser,
    {
      reachesLoopback = true,
      windowKind = reachesLoopback ? 'localDesktop' : 'browser',
      forwardedUri = (uri) => Promise.resolve(uri),
      relay,
      editorUri = 'http://localhost:9/callback',
      visit = () => undefined,
      answers = [],
      secrets = user.secrets,
      environment = {},
    }: Surroundings,
  ) {
    const { clock, memory, folder, settings } = user;
    this.visit = visit;
    this.dialogs = new FakeDialogs(...answers);
    const redirects: CallbackUris = {
      windowKind,
      forwardedUri,
      uri: () => Promise.resolve(`${editorUri}?vscode-reqid=${++this.#uris}`),
      onDidReceive: this.#arrived.event,
    };
    this.#storage = new TokenStorage({ folder, secrets, memory, redirects, clock, log: this.log });
    this.source = new LocalSource({
      ...{ environment, clock, log: this.log, setting: () => '' },
      http: (caBundle) => directClient(caBundle, undefined, 2_000),
      browser: {
        open: async (url) => {
          this.opened.push(url);
          await this.visit(url);
        },
      },
      ...{ settings, storage: this.#storage, dialogs: this.dialogs, redirects, relay, providers: user.providers },
      showReport: (_, text) => Promise.resolve(void this.reports.push(text)),
      isCodeAnswered: () => this.isCodeAnswered,
      signIn: async (guid) => {
        await this.refresher.refresh();
        const { label } = this.catalog.integrations.find((each) => each.guid === guid) ?? assert.fail('No row');
        await this.signIn(label);
      },
    });
    this.catalog = new Catalog([this.source], clock, this.log);
    this.refresher = new Refresher({
      ask: (signal) => this.catalog.refresh(this.source, signal),
      clock,
      interval: () => INTERVAL,
    });
    this.signIns = new SignIns(this.catalog, new Map([[this.source, this.refresher]]), clock, memory);
    this.#subscription = this.source.onDidChange(() => void this.refresher.refresh());
  }

  /** A URI of the editor with this query has led the browser to this window. */
  arrive(query: string): void {
    this.#arrived.fire(query);
  }

  /** An integration as its row shows it. */
  row(label: string): Integration {
    return this.catalog.integrations.find((each) => each.label === label) ?? assert.fail(`No ${label}`);
  }

  statusOf(label: string): string {
    return this.row(label).status.kind;
  }

  signIn(label: string, options?: SignInOptions): Promise<SignInOutcome> {
    return this.signIns.signIn(this.row(label), () => assert.fail('there is nothing to do by hand'), options);
  }

  /** Signs out. Returns what the user is told. */
  async signOut(label: string): Promise<string | undefined> {
    return (await this.source.signOut(this.row(label), new AbortController().signal)).instruction;
  }

  /** Waits until a row turns. */
  async turns(label: string, status: string, limit?: number): Promise<void> {
    await until(`${label} is ${status}`, () => this.statusOf(label) === status, limit);
  }

  /** The sentence of a failure, once it is certain that it tells no secret. */
  async failure(attempt: Promise<unknown>): Promise<string> {
    const error = await rejectionOf(attempt);
    assertReadable(error, this.user.secretsOf());
    return error.message;
  }

  close(): void {
    this.#subscription.dispose();
    this.source.dispose();
    this.#storage.dispose();
    this.catalog.dispose();
    this.refresher.dispose();
    this.signIns.dispose();
  }
}
