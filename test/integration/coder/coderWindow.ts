import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CoderSource } from '../../../src/coder/source.js';
import { Catalog } from '../../../src/core/catalog.js';
import { Emitter } from '../../../src/core/emitter.js';
import type { Integration } from '../../../src/core/integration.js';
import { Refreshers } from '../../../src/core/refreshers.js';
import { type SignInOutcome, SignIns } from '../../../src/core/signIns.js';
import { SignOuts } from '../../../src/core/signOuts.js';
import type { AccessToken, SignInOptions } from '../../../src/core/source.js';
import { TokenStorage } from '../../../src/signIn/tokenStorage.js';
import { endedAfterEach, type Ended } from '../../ended.js';
import { startCoder, type Coder, type CoderOptions } from '../../sandbox/coder/coder.js';
import { signInByForms } from '../../sandbox/person.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { holdsAny } from '../failures.js';
import { TravellingClock } from '../local/travellingClock.js';

/** Milliseconds between two refreshes: none within a test, unless a sign-in watches. */
const INTERVAL = 20 * 24 * 60 * 60_000;

/** To be called in a `describe`: servers that stop after each test. */
export function codersPerTest(): { readonly start: (options?: CoderOptions) => Promise<Coder>; readonly ended: Ended } {
  const ended = endedAfterEach();
  return {
    ended,
    start: async (options) => {
      const coder = await startCoder(options);
      ended(() => coder.stop());
      return coder;
    },
  };
}

/** What a window needs of a Coder, which may be another window. */
export type AnyCoder = Pick<Coder, 'env' | 'account' | 'secrets'>;

export interface WindowOptions {
  /** Default: a workspace. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The setting. */
  readonly providerIds?: readonly string[];
  /** Remotes of the repository in the folder that is open. */
  readonly remotes?: readonly string[];
  /** The server that answers at another address, which the environment names. */
  readonly server?: Pick<Coder, 'url'>;
}

/** The environment of a workspace whose owner has a session token there, too. */
export function withSession({ env, url, sessionToken }: Coder): Readonly<Record<string, string>> {
  return { ...env, CODER_URL: url, CODER_SESSION_TOKEN: sessionToken };
}

/** A window, driven as the view drives it. */
export class CoderWindow {
  readonly clock = new TravellingClock();
  readonly log = new RecordingLog();
  readonly dialogs = new FakeDialogs();
  readonly memory = new FakeMemory();
  readonly opened: string[] = [];
  /** The deployments of the sessions that the user has entered; `undefined` for each deletion. */
  readonly remembered: (string | undefined)[] = [];
  readonly browser = {
    open: async (url: string) => {
      this.opened.push(url);
      await this.visit(url);
    },
  };
  readonly source: CoderSource;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly signIns: SignIns;
  readonly signOuts: SignOuts;
  readonly #storage: TokenStorage;
  /** What the user does with a page that is opened. */
  visit: (url: string) => Promise<unknown>;

  private constructor(
    coder: AnyCoder,
    folder: string,
    { environment = coder.env, providerIds = [], server }: WindowOptions,
  ) {
    const { clock, log, dialogs, memory } = this;
    this.visit = (url) => signInByForms(url, coder.account);
    const noEvent = () => ({ dispose: () => undefined });
    this.#storage = new TokenStorage({
      ...{ folder, secrets: new FakeSecrets(), memory, clock, log },
      redirects: {
        windowKind: 'localDesktop',
        forwardedUri: (uri) => Promise.resolve(uri),
        uri: () => assert.fail('no URI of the editor is used'),
        onDidReceive: noEvent,
      },
    });
    this.source = new CoderSource({
      // No session of the person who runs the tests.
      environment: { CODER_CONFIG_DIR: path.join(folder, 'coder'), ...environment },
      ...{ clock, log, dialogs, setting: () => '', storage: this.#storage },
      http: (caBundle) => {
        const http = directClient(caBundle);
        const place = (url: string) => (server ? url.replace(new URL(url).origin, server.url) : url);
        const send = http.send.bind(http);
        http.send = (url, request) => send(place(url), request);
        return http;
      },
      browser: this.browser,
      providerIds: () => providerIds,
      onDidChangeProviderIds: new Emitter<void>().event,
      folders: () => [path.join(folder, 'repository')],
      onDidChangeStoredSession: (url) => {
        this.remembered.push(url);
        return Promise.resolve();
      },
    });
    this.catalog = new Catalog([], clock, log);
    this.refreshers = new Refreshers(this.catalog, { clock, interval: () => INTERVAL });
    this.catalog.add(this.source);
    this.signIns = new SignIns(this.catalog, this.refreshers, clock, memory);
    this.signOuts = new SignOuts(this.catalog, this.refreshers, clock, noEvent);
  }

  /** A window whose view is visible and has its rows. */
  static async open(ended: Ended, coder: AnyCoder, options: WindowOptions = {}): Promise<CoderWindow> {
    const temporary = temporaryFolder('coder');
    await mkdir(path.join(temporary.path, 'repository', '.git'), { recursive: true });
    const remotes = (options.remotes ?? []).map((url, at) => `[remote "r${at}"]\n\turl = ${url}\n`);
    await writeFile(path.join(temporary.path, 'repository', '.git', 'config'), remotes.join(''));
    const window = new CoderWindow(coder, temporary.path, options);
    ended(async () => {
      window.#close();
      await window.#storage.settled();
      await temporary.remove();
      const { log, dialogs, opened } = window;
      const shown = [
        ...log.lines,
        ...dialogs.told,
        ...dialogs.asked,
        ...opened,
        JSON.stringify(window.catalog.snapshot),
      ];
      assert.ok(!holdsAny(shown.join('\n'), coder.secrets), 'A secret was logged, told, shown or opened');
    });
    window.refreshers.setVisible(true);
    await window.refreshers.settled();
    return window;
  }

  get account(): Integration {
    return this.catalog.snapshot[0]?.account ?? assert.fail('There is no account');
  }

  get labels(): readonly string[] {
    return this.catalog.integrations.map(({ label }) => label);
  }

  row(label: string): Integration {
    return this.catalog.integrations.find((each) => each.label === label) ?? assert.fail(`There is no ${label}`);
  }

  /** A detail of a row. */
  detail(label: string, name: string): string | undefined {
    return this.row(label).properties?.find((each) => each.label === name)?.value;
  }

  refresh(): Promise<void> {
    return this.refreshers.refresh();
  }

  signIn(integration: Integration, options?: SignInOptions): Promise<SignInOutcome> {
    return this.signIns.signIn(integration, () => assert.fail('there is nothing to do by hand'), options);
  }

  async signOut(integration: Integration): Promise<readonly string[]> {
    const told: string[] = [];
    await this.signOuts.signOut(integration, (instruction) => void told.push(instruction));
    return told;
  }

  async token(label: string): Promise<AccessToken> {
    return this.source.tokens?.accessToken(this.row(label)) ?? assert.fail('There are no tokens');
  }

  #close(): void {
    this.source.dispose();
    this.#storage.dispose();
    this.catalog.dispose();
    this.refreshers.dispose();
    this.signIns.dispose();
    this.signOuts.dispose();
  }
}
