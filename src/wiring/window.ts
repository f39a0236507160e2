import * as vscode from 'vscode';
import { Catalog } from '../core/catalog.js';
import type { Disposable } from '../core/ports.js';
import { Refreshers } from '../core/refreshers.js';
import { SignIns } from '../core/signIns.js';
import { SignOuts } from '../core/signOuts.js';
import { refreshInterval, systemClock, windowFocused } from '../ui/adapters.js';
import { isBrokerEnabled } from '../ui/brokerStatus.js';
import { runCommand } from '../ui/commands.js';
import { CredentialsView } from '../ui/credentialsView.js';
import type { DocumentKind, Documents } from '../ui/documents.js';
import { EditorInstructions } from '../ui/instructions.js';
import type { LazyTree, RowProvider } from '../ui/lazyTree.js';
import { notifications } from '../ui/notifications.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { resumeSignIns } from '../ui/signInCommands.js';
import { TerminalConsent } from '../ui/terminalConsent.js';
import type { TerminalEnvironment } from '../ui/terminalEnvironment.js';
import { createCommands } from './commands.js';
import { createDocumentKinds } from './documents.js';
import { createSources } from './sources.js';
import { Terminals } from './terminals.js';

/** What is registered with VS Code from the start, and handed to the window. */
export interface WindowShell {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly tree: LazyTree;
  readonly documents: Documents;
  readonly callbackUris: CallbackUriHandler;
  readonly environment: TerminalEnvironment;
  /** Whether the window is in a Workbench session, whose server answers the code in its terminals. */
  readonly isInSession: boolean;
}

/** All of the extension that needs not be there from the start. */
export interface Window extends Disposable {
  readonly rows: RowProvider;
  documentKinds(): Promise<readonly DocumentKind[]>;
  /** Runs a command of the manifest, by its name below `availableCredentials.`. Never rejects. */
  run(name: string, argument: never): Promise<void>;
  /** Settles once somebody listens to the URIs that lead a browser back. */
  listensToCallbacks(): Promise<unknown>;
  /** Settles when what servers have given and spent is stored: the process should not end before. Never rejects. */
  settled(): Promise<void>;
}

/** The wiring diagram of the window: constructs everything, and begins what was under way when the window was last closed. */
export function openWindow(shell: WindowShell): Window {
  const { context, log, tree, documents, callbackUris, environment, isInSession } = shell;
  const consent = new TerminalConsent(vscode.workspace);
  const isCodeAnswered = () => !isInSession && isBrokerEnabled() && consent.isGiven;
  const { workbench, local } = createSources({ context, log, callbackUris, isCodeAnswered });

  const catalog = new Catalog([workbench, local], systemClock, log);
  const refreshers = new Refreshers(catalog, { clock: systemClock, interval: refreshInterval });
  // Of the workspace's state each window has a copy of its own, and the last to write wins; this one they share.
  const signIns = new SignIns(catalog, refreshers, systemClock, context.globalState);
  const signOuts = new SignOuts(catalog, refreshers, systemClock, windowFocused);
  const view = new CredentialsView(catalog, refreshers, tree);

  const terminals = new Terminals({ context, log, catalog, refreshers, signIns, consent, environment, isInSession });
  const { broker } = terminals;
  const documentKinds = createDocumentKinds({ context, catalog, signIns, broker, isInSession });
  const instructions = new EditorInstructions();
  const signInContext = { catalog, signIns, signOuts, instructions, view, notify: notifications, log };
  const commands = createCommands(
    { context, log, catalog, view, documents, documentKinds, terminals, consent, isInSession },
    signInContext,
  );
  const owned = vscode.Disposable.from(
    // It has something to log at its end.
    terminals,
    consent,
    workbench,
    local,
    catalog,
    refreshers,
    signIns,
    signOuts,
    view,
    windowFocused(() => refreshers.lookNow()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('availableCredentials.refreshIntervalSeconds')) {
        refreshers.intervalChanged();
      }
    }),
  );
  resumeSignIns(signInContext);
  void broker.check();

  return {
    rows: view,
    documentKinds: async () => {
      const { snippets, diagnostics } = await documentKinds();
      return [snippets, diagnostics];
    },
    run: (name, argument) => runCommand({ log, notify: notifications }, commands, name, argument),
    listensToCallbacks: () => local.load(),
    settled: async () => local.loaded?.settled(),
    dispose: () => void owned.dispose(),
  };
}
