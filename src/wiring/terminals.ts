import { hostname, tmpdir } from 'node:os';
import * as vscode from 'vscode';
import { BrokerSwitch } from '../broker/brokerSwitch.js';
import type { Catalog } from '../core/catalog.js';
import type { Refreshers } from '../core/refreshers.js';
import type { LazyPart } from '../core/lazyPart.js';
import type { DiagnosticSection } from '../core/source.js';
import { BROKER_SETTING, isBrokerEnabled, systemClock, userBrowser } from '../ui/adapters.js';
import { brokerCommands, brokerSection } from '../ui/brokerCommands.js';
import { BrokerStatus } from '../ui/brokerStatus.js';
import type { CommandHandlers } from '../ui/commands.js';
import { notifications } from '../ui/notifications.js';
import type { TerminalConsent } from '../ui/terminalConsent.js';
import type { TerminalEnvironment } from '../ui/terminalEnvironment.js';
import { BROKER_VARIABLES, WINDOW_VARIABLE } from '../workbench/session.js';
import type { Connect } from './connect.js';
import type { SignInAndOut } from './signInAndOut.js';

/** What leads code in a terminal to the broker, or to a Workbench. */
const VARIABLES = [...BROKER_VARIABLES, WINDOW_VARIABLE];

export interface TerminalsContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly signInAndOut: LazyPart<SignInAndOut>;
  readonly connect: LazyPart<Connect>;
  readonly consent: TerminalConsent;
  readonly environment: TerminalEnvironment;
  /** Whether the window is in a Workbench session, whose server answers the code in its terminals. */
  readonly isInSession: boolean;
}

/** Serves the code in this window's terminals: a broker while there is something to serve, and its status. */
export class Terminals implements vscode.Disposable {
  readonly commands: CommandHandlers;
  readonly #broker: BrokerSwitch;
  readonly #owned: vscode.Disposable;

  constructor(private readonly options: TerminalsContext) {
    const { log, refreshers, consent, isInSession } = options;
    this.#broker = new BrokerSwitch(
      () => this.#isWanted(),
      () => this.#createBroker(),
      log,
    );
    this.commands = brokerCommands(this.#broker, notifications, isInSession, VARIABLES, () => consent.give());
    this.#owned = vscode.Disposable.from(
      this.#broker,
      new BrokerStatus(this.#broker, isInSession),
      refreshers.onDidChange(() => void this.#broker.check()),
      consent.onDidGive(() => this.#follow()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`availableCredentials.${BROKER_SETTING}`)) {
          this.#follow();
        }
      }),
    );
    void this.#broker.check();
  }

  /** What the diagnostics say about the broker. */
  get section(): DiagnosticSection {
    return brokerSection(this.#broker, this.options.isInSession);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #isWanted(): boolean {
    const { catalog } = this.options;
    return catalog.sources.some(({ tokens, serverAccess }) => tokens?.isNeeded || serverAccess) && isBrokerEnabled();
  }

  /** What rows offer for code depends on whether there is a broker. */
  #follow(): void {
    void this.options.refreshers.refresh();
    void this.#broker.check();
  }

  async #createBroker() {
    const { context, log, catalog, refreshers, signInAndOut, connect, consent, environment, isInSession } =
      this.options;
    const { createBroker } = await import('../broker/createBroker.js');
    return createBroker({
      isWanted: () => this.#isWanted(),
      isAllowed: () => consent.isGiven,
      advertise: (variables) => environment.advertise(variables),
      environment: process.env,
      temporaryFolder: tmpdir(),
      isInSession,
      // Windows without a folder can't be told apart.
      window: JSON.stringify([hostname(), context.storageUri?.fsPath ?? null]),
      catalog,
      refreshers,
      signIns: (await signInAndOut.load()).signIns,
      logins: async () => (await connect.load()).logins(),
      browser: userBrowser,
      clock: systemClock,
      log,
    });
  }
}
