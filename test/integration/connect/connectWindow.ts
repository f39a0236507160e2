import assert from 'node:assert/strict';
import { Catalog } from '../../../src/core/catalog.js';
import type { CallbackUris } from '../../../src/core/callbackUris.js';
import type { Integration } from '../../../src/core/integration.js';
import { Refreshers } from '../../../src/core/refreshers.js';
import { type SignInOutcome, SignIns } from '../../../src/core/signIns.js';
import { SignOuts } from '../../../src/core/signOuts.js';
import type { SignInOptions } from '../../../src/core/source.js';
import type { ConnectServer } from '../../../src/connect/server.js';
import { ConnectSource } from '../../../src/connect/source.js';
import { TokenStorage } from '../../../src/signIn/tokenStorage.js';
import type { Ended } from '../../ended.js';
import type { Connect } from '../../sandbox/connect/connect.js';
import type { Role } from '../../sandbox/connect/users.js';
import { signInByForms } from '../../sandbox/person.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { holdsAny } from '../failures.js';
import { TravellingClock } from '../local/travellingClock.js';

/** Milliseconds between two refreshes: none within a test, unless a sign-in watches. */
const INTERVAL = 20 * 24 * 60 * 60_000;

/** The entry of a server in the setting. */
export function serverOf(connect: Connect, changes: Partial<ConnectServer> = {}): ConnectServer {
  return {
    ...{ id: 'connect-1', name: 'Analytics', url: connect.url, clientId: undefined },
    ...{ caCertificate: connect.ca, insecure: false, isDefault: true },
    ...changes,
  };
}

/** A user's machine: what all windows share. */
export class ConnectUser {
  readonly clock = new TravellingClock();
  readonly memory = new FakeMemory();
  readonly secrets = new FakeSecrets();
  readonly windows: ConnectWindow[] = [];
  readonly #temporary = temporaryFolder('connect');

  constructor(
    ended: Ended,
    readonly connect: Connect,
  ) {
    ended(() => this.#end());
  }

  get folder(): string {
    return this.#temporary.path;
  }

  /** A window whose view is visible and has its rows. @param role of the account that signs in in the browser */
  async open(role: Role = 'publisher', server = serverOf(this.connect)): Promise<ConnectWindow> {
    const window = new ConnectWindow(this, server, role);
    this.windows.push(window);
    window.refreshers.setVisible(true);
    await window.refreshers.settled();
    return window;
  }

  async #end(): Promise<void> {
    this.windows.forEach((window) => window.close());
    await Promise.all(this.windows.map(({ storage }) => storage.settled()));
    await this.#temporary.remove();
    for (const { log, dialogs, opened } of this.windows) {
      const shown = [...log.lines, ...dialogs.told, ...dialogs.asked, ...opened].join('\n');
      assert.ok(!holdsAny(shown, this.connect.secrets), 'A secret was logged, told or opened');
    }
  }
}

/** A window with one server, driven as the view drives it. */
export class ConnectWindow {
  readonly log = new RecordingLog();
  readonly dialogs = new FakeDialogs();
  readonly opened: string[] = [];
  readonly storage: TokenStorage;
  readonly source: ConnectSource;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly signIns: SignIns;
  readonly signOuts: SignOuts;
  /** What the user does with a page that is opened. */
  visit: (url: string) => Promise<unknown>;

  constructor(user: ConnectUser, server: ConnectServer, role: Role) {
    const { clock, memory, secrets, folder, connect } = user;
    const { log } = this;
    this.visit = (url) => signInByForms(url, connect.accounts[role], 'allow', connect.ca);
    const redirects: CallbackUris = {
      windowKind: 'localDesktop',
      forwardedUri: (uri) => Promise.resolve(uri),
      uri: () => assert.fail('no URI of the editor is used'),
      onDidReceive: () => ({ dispose: () => undefined }),
    };
    this.storage = new TokenStorage({ folder, secrets, memory, redirects, clock, log });
    this.source = new ConnectSource(server, {
      ...{ environment: {}, clock, log, setting: () => '', storage: this.storage },
      http: directClient,
      browser: {
        open: async (url) => {
          this.opened.push(url);
          await this.visit(url);
        },
      },
      ...{ dialogs: this.dialogs, redirects, relay: undefined },
    });
    this.catalog = new Catalog([], clock, log);
    this.refreshers = new Refreshers(this.catalog, { clock, interval: () => INTERVAL });
    this.catalog.add(this.source);
    this.signIns = new SignIns(this.catalog, this.refreshers, clock, memory);
    this.signOuts = new SignOuts(this.catalog, this.refreshers, clock, () => ({ dispose: () => undefined }));
  }

  /** The account at the server, as its row shows it. */
  get account(): Integration {
    return this.catalog.snapshot[0]?.account ?? assert.fail('There is no account');
  }

  row(label: string): Integration {
    return this.catalog.integrations.find((each) => each.label === label) ?? assert.fail(`There is no ${label}`);
  }

  signIn(integration: Integration, options?: SignInOptions): Promise<SignInOutcome> {
    return this.signIns.signIn(integration, () => assert.fail('there is nothing to do by hand'), options);
  }

  async signOut(integration: Integration): Promise<readonly string[]> {
    const told: string[] = [];
    await this.signOuts.signOut(integration, (instruction) => void told.push(instruction));
    return told;
  }

  /** Signs in to the server, and waits for its rows. */
  async signInToServer(): Promise<void> {
    assert.equal(await this.signIn(this.account), 'signedIn');
    await until(
      'the integrations are shown',
      () => this.catalog.integrations.length > 0 || this.source.notice !== undefined,
    );
  }

  close(): void {
    this.source.dispose();
    this.storage.dispose();
    this.catalog.dispose();
    this.refreshers.dispose();
    this.signIns.dispose();
    this.signOuts.dispose();
  }
}
