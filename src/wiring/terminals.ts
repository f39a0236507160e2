import { hostname, tmpdir, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { BrokerSwitch } from '../broker/brokerSwitch.js';
import type { Viewer } from '../broker/face.js';
import type { Catalog } from '../core/catalog.js';
import { CODER_VARIABLES, isInCoderWorkspace } from '../core/coderVariables.js';
import { ContentUses } from '../core/contentUses.js';
import { LazyPart } from '../core/lazyPart.js';
import type { Refreshers } from '../core/refreshers.js';
import type { DiagnosticSection } from '../core/source.js';
import { isBrokerEnabled, isCoderEnabled, setting, settingChanged, systemClock, userBrowser } from '../ui/adapters.js';
import { brokerCommands, brokerSection } from '../ui/brokerCommands.js';
import { portLost } from '../ui/brokerMessages.js';
import { BrokerStatus } from '../ui/brokerStatus.js';
import { type CommandHandlers, loadedOnUse } from '../ui/commands.js';
import { contentCommands } from '../ui/contentCommands.js';
import { contentDetails } from '../ui/contentDetails.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import { EditorDialogs } from '../ui/dialogs.js';
import { IntegrationRow } from '../ui/rows.js';
import { notifications } from '../ui/notifications.js';
import { shownOnceOpen } from '../ui/terminalProfile.js';
import type { TerminalConsent } from '../ui/terminalConsent.js';
import type { TerminalEnvironment } from '../ui/terminalEnvironment.js';
import { BROKER_VARIABLES, WINDOW_VARIABLE } from '../workbench/session.js';
import type { Connect } from './connect.js';
import type { Notebooks } from './notebooks.js';
import { OtherProducts, type TerminalKind } from './otherProducts.js';
import type { SignInAndOut } from './signInAndOut.js';

/** What leads code in a terminal to the broker, or to a Workbench. */
const VARIABLES = [...BROKER_VARIABLES, WINDOW_VARIABLE, ...(isInCoderWorkspace(process.env) ? [] : CODER_VARIABLES)];

/** The key of the notebooks, in the workspace's state, whose kernels get the variables after restarts, too. */
const REPEATED_NOTEBOOKS = 'availableCredentials.notebooks';

export interface TerminalsContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly view: Pick<CredentialsView, 'add'>;
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
  readonly #contentUses: ContentUses;
  readonly #products: OtherProducts;
  readonly #notebooks: LazyPart<Notebooks>;
  /** What code finds in the environment of a new terminal; `undefined` while nothing is served. */
  #variables: Readonly<Record<string, string>> | undefined;
  readonly #owned: vscode.Disposable;

  constructor(private readonly options: TerminalsContext) {
    const { log, refreshers, consent, isInSession } = options;
    this.#broker = new BrokerSwitch(
      () => this.#isWanted(),
      () => this.#createBroker(),
      log,
    );
    this.#contentUses = new ContentUses(options.context.workspaceState);
    this.#products = new OtherProducts(this.#broker, log);
    this.#notebooks = new LazyPart(async () => {
      const { createNotebooks } = await import('./notebooks.js');
      return createNotebooks({
        variables: () => this.#variables,
        onDidChange: this.#broker.onDidChange,
        memory: options.context.workspaceState,
        repeatedKey: REPEATED_NOTEBOOKS,
        log,
        isInSession,
      });
    });
    this.commands = {
      ...brokerCommands(this.#broker, notifications, isInSession, VARIABLES, () => consent.give()),
      ...contentCommands({
        ...{ catalog: options.catalog, uses: this.#contentUses, notify: notifications },
        dialogs: new EditorDialogs(notifications),
        now: () => systemClock.now(),
        terminal: () => this.#products.terminal('content'),
        environmentFile: () => this.#products.contentEnvironmentFile(),
        author: userInfo().username,
        view: (port, viewer) => this.#view(port, viewer),
      }),
      openTerminalAsInCoder: async () => {
        vscode.window.createTerminal(await this.#products.terminal('coder')).show();
      },
      ...loadedOnUse(
        ['useCredentialsInNotebook', 'insertCredentialsCell'],
        async () => (await this.#notebooks.load()).commands,
      ),
    };
    this.#owned = vscode.Disposable.from(
      this.#broker,
      this.#contentUses,
      this.#products,
      this.#notebooks,
      new BrokerStatus(this.#broker, isInSession),
      refreshers.onDidChange(() => void this.#broker.check()),
      this.#contentUses.onDidChange(() => {
        this.#showUses();
        void this.#broker.check();
      }),
      consent.onDidGive(() => this.#follow()),
      settingChanged('broker')(() => this.#follow()),
    );
    if (this.#contentUses.all.length > 0) {
      this.#showUses();
    }
    void this.#broker.check();
    if (options.context.workspaceState.get(REPEATED_NOTEBOOKS) !== undefined) {
      void this.#notebooks.load();
    }
  }

  /** What the diagnostics say about the broker. */
  get section(): DiagnosticSection {
    return brokerSection(this.#broker, this.options.isInSession);
  }

  /** For a profile: a terminal in which code takes this window for another product. Throws `CredentialError` if nothing is served. */
  async terminal(kind: TerminalKind): Promise<vscode.TerminalOptions> {
    return shownOnceOpen(await this.#products.terminal(kind));
  }

  async #view(port: number, viewer: Viewer): Promise<void> {
    await this.#products.view(port, viewer);
    this.#showUses();
  }

  /** In the rows of integrations. */
  #showUses(): void {
    const { catalog, view } = this.options;
    const uses = this.#contentUses.all;
    const [viewers, author] = [this.#products.viewers, userInfo().username];
    view.add({
      moreOf: (row) =>
        row instanceof IntegrationRow ? contentDetails(row.integration, { catalog, uses, viewers, author }) : [],
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #isWanted(): boolean {
    const { catalog, isInSession } = this.options;
    const isForCode = catalog.sources.some(({ tokens, serverAccess }) => tokens?.isNeeded || serverAccess);
    // In a session, Workbench has tokens for content and for programs written for Coder, too.
    const isForOthers =
      isInSession && (this.#products.isRequested || this.#contentUses.all.length > 0 || isCoderEnabled());
    return (isForCode || isForOthers) && isBrokerEnabled();
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
      advertise: (variables) => {
        this.#variables = variables;
        environment.advertise(variables);
      },
      onLostPort: () => void notifications.warning(portLost()),
      requestedForAll: () => (isCoderEnabled() ? ['coder'] : []),
      // By the provider IDs that programs ask for, names of integrations.
      coderAliases: () => setting('broker.coderAliases'),
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
      contentUses: this.#contentUses,
      username: userInfo().username,
      viewApp: (port) => this.#view(port, { username: userInfo().username, groups: [] }),
      clock: systemClock,
      log,
    });
  }
}
