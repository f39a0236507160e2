import { hostname, tmpdir } from 'node:os';
import * as vscode from 'vscode';
import { BrokerSwitch } from '../broker/brokerSwitch.js';
import type { Catalog } from '../core/catalog.js';
import type { Refreshers } from '../core/refreshers.js';
import type { SignIns } from '../core/signIns.js';
import { systemClock, userBrowser } from '../ui/adapters.js';
import { BrokerStatus, isBrokerEnabled } from '../ui/brokerStatus.js';
import type { TerminalConsent } from '../ui/terminalConsent.js';
import type { TerminalEnvironment } from '../ui/terminalEnvironment.js';

export interface TerminalsContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly refreshers: Refreshers;
  readonly signIns: SignIns;
  readonly consent: TerminalConsent;
  readonly environment: TerminalEnvironment;
  /** Whether the window is in a Workbench session, whose server answers the code in its terminals. */
  readonly isInSession: boolean;
}

/** Serves the code in this window's terminals: a broker while there is something to serve, and what is shown of it. */
export class Terminals implements vscode.Disposable {
  readonly broker: BrokerSwitch;
  readonly #owned: vscode.Disposable;

  constructor(private readonly options: TerminalsContext) {
    const { log, refreshers, consent } = options;
    this.broker = new BrokerSwitch(
      () => this.#isWanted(),
      () => this.#createBroker(),
      log,
    );
    this.#owned = vscode.Disposable.from(
      this.broker,
      // In a session it is Workbench that answers code: the broker then answers only the command `credentials`.
      ...(options.isInSession ? [] : [new BrokerStatus(this.broker)]),
      refreshers.onDidHear(() => void this.broker.check()),
      consent.onDidGive(() => this.#follow()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('availableCredentials.broker')) {
          this.#follow();
        }
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #isWanted(): boolean {
    const { catalog } = this.options;
    return catalog.sources.some(({ tokens }) => tokens?.isNeeded) && isBrokerEnabled();
  }

  /** What rows offer for code depends on whether there is a broker. */
  #follow(): void {
    void this.options.refreshers.refresh();
    void this.broker.check();
  }

  async #createBroker() {
    const { context, log, catalog, refreshers, signIns, consent, environment, isInSession } = this.options;
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
      signIns,
      browser: userBrowser,
      clock: systemClock,
      log,
    });
  }
}
