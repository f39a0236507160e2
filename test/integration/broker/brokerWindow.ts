import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Broker, Variables as AnyVariables } from '../../../src/broker/broker.js';
import { createBroker } from '../../../src/broker/createBroker.js';
import { Catalog } from '../../../src/core/catalog.js';
import { ContentUses } from '../../../src/core/contentUses.js';
import type { Integration } from '../../../src/core/integration.js';
import type { Browser, Clock } from '../../../src/core/ports.js';
import { Refresher } from '../../../src/core/refresher.js';
import { SignIns } from '../../../src/core/signIns.js';
import type { ServerLogins } from '../../../src/core/serverLogins.js';
import type { CredentialSource } from '../../../src/core/source.js';
import { BROKER_VARIABLES } from '../../../src/workbench/session.js';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { holdsAny } from '../failures.js';
import { cookieFile } from '../handMadeRpc.js';
import type { LocalUser } from '../local/localWindow.js';
import { type LocalWindow, type Surroundings } from '../local/localWindow.js';
import { TravellingClock } from '../local/travellingClock.js';

/** Milliseconds between two looks of a visible view: none within a test. */
const INTERVAL = 20 * 24 * 60 * 60_000;

/** What code in a terminal finds in its environment. */
export type Variables = Readonly<Record<(typeof BROKER_VARIABLES)[number], string>>;

function withAllVariables(variables: AnyVariables): Variables {
  const isComplete = (all: AnyVariables): all is Variables => BROKER_VARIABLES.every((name) => all[name] !== undefined);
  return isComplete(variables) ? variables : assert.fail('A variable is missing');
}

/** What of a window its broker stands on. */
export interface Base {
  readonly catalog: Catalog;
  readonly refreshers: ReadonlyMap<CredentialSource, Refresher>;
  readonly signIns: SignIns;
  readonly clock: Clock;
  readonly log: RecordingLog;
  readonly browser: Browser;
}

export interface BrokerOptions {
  /** Where folders with cookies are made; default: a new folder. */
  readonly parentFolder?: string;
  /** Identifies the window; default: a new one. */
  readonly window?: string;
  /** What no line of the log may hold, besides the cookies. */
  readonly secretsOf?: () => readonly string[];
  /** The environment of the editor; default: nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether the window is in a Workbench session; default: it is not. */
  readonly isInSession?: boolean;
  /** Signs in to servers; default: a request for that fails. */
  readonly logins?: ServerLogins;
  /** Whether it is wanted before it is checked for the first time (default: true). */
  readonly isWanted?: boolean;
}

/** For brokers that are not asked to sign in to a server. */
export const noLogins = (): Promise<never> => Promise.reject(new Error('This test has no sign-ins to servers'));

/** A broker on what there is in a window, created as `wiring/terminals.ts` does it. */
export class BrokerWindow {
  readonly broker: Broker;
  readonly parentFolder: string;
  /** How often it has told that its former port is another program's. */
  lostPorts = 0;
  /** The ports of apps that it has opened. */
  readonly viewed: number[] = [];
  /** What content uses. */
  readonly contentUses = new ContentUses(new FakeMemory());
  /** The setting by which programs written for Coder name integrations. */
  coderAliases: unknown = {};
  /** The sets of variables that all terminals get. */
  requestedForAll: readonly string[] = [];
  /** What terminals that are opened now get; `undefined` while there is no broker. */
  variables: Variables | undefined;
  /** All that was ever advertised, `undefined` where it was taken back. */
  readonly advertised: (Variables | undefined)[] = [];
  isWanted: boolean;
  /** Whether the window may answer. */
  isAllowed = true;
  /** Called when something is advertised, or taken back. */
  onAdvertise: (variables: Variables | undefined) => void = () => undefined;
  readonly #cookies = new Set<string>();

  constructor(
    ended: Ended,
    readonly base: Base,
    private readonly options: BrokerOptions = {},
  ) {
    this.isWanted = options.isWanted ?? true;
    const temporary = options.parentFolder === undefined ? temporaryFolder('broker') : undefined;
    this.parentFolder = options.parentFolder ?? temporary?.path ?? '';
    ended(() => temporary?.remove());
    this.broker = createBroker({
      ...base,
      isWanted: () => this.isWanted && base.catalog.sources.some((each) => each.tokens?.isNeeded || each.serverAccess),
      isAllowed: () => this.isAllowed,
      advertise: (all) => {
        const variables = all && withAllVariables(all);
        this.variables = variables;
        this.onAdvertise(variables);
        this.advertised.push(variables);
        this.#cookies.add(variables ? readFileSync(cookieFile(variables), 'utf8') : '');
      },
      onLostPort: () => (this.lostPorts += 1),
      contentUses: this.contentUses,
      username: 'Ada',
      logins: () => (options.logins ? Promise.resolve(options.logins) : noLogins()),
      viewApp: (port) => Promise.resolve(void this.viewed.push(port)),
      requestedForAll: () => this.requestedForAll,
      coderAliases: () => this.coderAliases,
      environment: options.environment ?? {},
      isInSession: options.isInSession ?? false,
      temporaryFolder: this.parentFolder,
      window: options.window ?? randomUUID(),
    });
    ended(() => this.#end());
  }

  get log(): RecordingLog {
    return this.base.log;
  }

  /** The environment of a terminal of this window. */
  get environment(): Variables {
    return this.variables ?? assert.fail('There is no broker');
  }

  /** The cookie that clients now find. */
  get cookie(): string {
    const cookie = readFileSync(cookieFile(this.environment), 'utf8');
    this.#cookies.add(cookie);
    return cookie;
  }

  /** The port at which it listens. */
  get port(): number {
    return Number(new URL(this.broker.url ?? assert.fail('It does not listen')).port);
  }

  /** The lines of the log that are of the broker. */
  get lines(): readonly string[] {
    return this.log.lines.filter((line) => /^\w+: broker:/.test(line));
  }

  /** Whether a text contains a cookie, the secret part of one, or a token. */
  tellsSecret(text: string): boolean {
    const cookies = [...this.#cookies].flatMap((cookie) => cookie.split('|').slice(2));
    return holdsAny(
      text,
      [...cookies, ...(this.options.secretsOf?.() ?? [])].filter((secret) => secret !== ''),
    );
  }

  integration(label: string): Integration {
    return this.base.catalog.integrations.find((each) => each.label === label) ?? assert.fail(`No ${label}`);
  }

  guidOf(label: string): string {
    return this.integration(label).guid ?? assert.fail(`${label} has no GUID`);
  }

  /** Turns it on or off. */
  async want(isWanted: boolean): Promise<void> {
    this.isWanted = isWanted;
    await this.broker.check();
  }

  #end(): void {
    this.broker.dispose();
    assert.ok(!this.tellsSecret(this.log.lines.join('\n')), 'A secret was logged');
  }
}

/** A window of fake sources. `opened` is what its browser was handed. */
export function fakeBase(
  ended: Ended,
  sources: readonly CredentialSource[],
  clock: Clock = new TravellingClock(),
): Base & { readonly opened: string[] } {
  const log = new RecordingLog();
  const opened: string[] = [];
  const catalog = new Catalog(sources, clock, log);
  const refreshers = new Map(
    sources.map((source) => [
      source,
      new Refresher({ ask: (signal) => catalog.refresh(source, signal), clock, interval: () => INTERVAL }),
    ]),
  );
  const signIns = new SignIns(catalog, refreshers, clock, new FakeMemory());
  ended(() => [signIns, ...refreshers.values(), catalog].forEach((each) => each.dispose()));
  const browser = { open: (url: string) => Promise.resolve(void opened.push(url)) };
  return { catalog, refreshers, signIns, clock, log, browser, opened };
}

/** A window of the user's own integrations. */
function localBase(user: LocalUser, window: LocalWindow): Base {
  const { catalog, source, refresher, signIns, log } = window;
  const open = async (url: string) => {
    window.opened.push(url);
    await window.visit(url);
  };
  return { catalog, refreshers: new Map([[source, refresher]]), signIns, clock: user.clock, log, browser: { open } };
}

/** A running broker on a window of fake sources. */
export async function startBroker(
  ended: Ended,
  sources: readonly CredentialSource[],
  options?: BrokerOptions,
): Promise<BrokerWindow> {
  const window = new BrokerWindow(ended, fakeBase(ended, sources), options);
  await window.broker.check();
  return window;
}

/** A running broker on a window of the user's own integrations. The view of the window is hidden. */
export async function startLocalBroker(
  ended: Ended,
  user: LocalUser,
  surroundings?: Surroundings,
  options?: BrokerOptions,
): Promise<{ readonly window: LocalWindow; readonly broker: BrokerWindow }> {
  const window = user.load(surroundings);
  const broker = new BrokerWindow(ended, localBase(user, window), { secretsOf: user.secretsOf, ...options });
  await broker.broker.check();
  return { window, broker };
}
