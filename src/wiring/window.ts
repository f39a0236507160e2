import * as vscode from 'vscode';
import { Catalog } from '../core/catalog.js';
import { isInCoderWorkspace, SESSION_URL_KEY } from '../core/coderVariables.js';
import { hasContentUses } from '../core/hasContentUses.js';
import { LazyPart } from '../core/lazyPart.js';
import { once } from '../core/once.js';
import type { Disposable } from '../core/ports.js';
import { Refreshers } from '../core/refreshers.js';
import { hasWaitingSignIns } from '../core/waitingSignIns.js';
import {
  isBrokerEnabled,
  isCoderEnabled,
  ListSetting,
  refreshInterval,
  settingChanged,
  systemClock,
  windowFocused,
} from '../ui/adapters.js';
import type { CallbackUriHandler } from '../ui/callbackUriHandler.js';
import { CredentialsView, FILTER } from '../ui/credentialsView.js';
import { DIAGNOSTICS_FOLDER, type DocumentKind, type Documents, REPORTS_FOLDER } from '../ui/documents.js';
import type { LazyTree, RowProvider } from '../ui/lazyTree.js';
import type { SessionProvider } from '../ui/sessionProvider.js';
import type { Sessions } from '../ui/sessions.js';
import { TerminalConsent } from '../ui/terminalConsent.js';
import type { TerminalEnvironment } from '../ui/terminalEnvironment.js';
import { createSources } from './sources.js';
import type { TerminalKind } from './otherProducts.js';

/** What is registered with VS Code from the start, and passed to the window. */
export interface WindowShell {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly tree: LazyTree;
  readonly documents: Documents;
  readonly callbackUris: CallbackUriHandler;
  readonly environment: TerminalEnvironment;
  readonly sessions: SessionProvider;
  /** Whether the window is in a Workbench session, whose server answers the code in its terminals. */
  readonly isInSession: boolean;
}

/** All parts of the extension that are not needed from the start. */
export interface Window extends Disposable {
  readonly rows: RowProvider | Promise<RowProvider>;
  documentKind(uri: vscode.Uri): Promise<DocumentKind>;
  /** Runs a command of the manifest, by its name below `availableCredentials.`. Returns a text, if it has one. */
  run(name: string, argument: never): Promise<string | undefined>;
  /** The options of a terminal in which code finds this window as another product. */
  terminal(kind: TerminalKind): Promise<vscode.TerminalOptions>;
  /** The sessions of the authentication provider. */
  sessions(): Promise<Sessions>;
  /** Settles once the source that waits for callback URIs listens to them. */
  listensToCallbacks(): Promise<unknown>;
  /** Settles when the tokens that servers have issued are stored: the process should not end before. Never rejects. */
  settled(): Promise<void>;
}

/** The wiring diagram of the window: constructs what the view needs, and loads everything else on first use. */
export function openWindow(shell: WindowShell): Window {
  const { context, log, tree, documents, callbackUris, environment, sessions, isInSession } = shell;
  const consent = new TerminalConsent(vscode.workspace);
  const isCodeAnswered = () => !isInSession && isBrokerEnabled() && consent.isGiven;
  const showReport = async (title: string, text: string) => (await reports()).show(title, text);
  const storage = new LazyPart(async () =>
    (await import('./tokenStorage.js')).createTokenStorage(context, log, callbackUris),
  );
  const signInToAdded = async (id: string) => (await import('./signInToAdded.js')).signInToAdded(common, local, id);
  const sourcesContext = {
    ...{ context, log, callbackUris, isCodeAnswered, showReport, signInToAdded },
    storage: () => storage.load(),
  };
  const { workbench, local } = createSources(sourcesContext);

  const catalog = new Catalog([workbench, local], systemClock, log);
  const refreshers = new Refreshers(catalog, { clock: systemClock, interval: refreshInterval });
  const common = { ...sourcesContext, catalog, refreshers };
  const view = new CredentialsView(catalog, refreshers, tree);

  const connectSettings = new ListSetting('connect.servers');
  const connect = new LazyPart(async () => {
    const { createConnect } = await import('./connect.js');
    const localForms = async () => (await local.load()).offeredForms();
    return createConnect({ ...common, localForms });
  });
  const coder = new LazyPart(async () => {
    const { createCoder } = await import('./coder.js');
    return createCoder({ ...common, onDidFocus: windowFocused });
  });
  const signInAndOut = new LazyPart(async () =>
    (await import('./signInAndOut.js')).createSignInAndOut({ ...common, view }),
  );
  const terminals = new LazyPart(async () => {
    const { Terminals } = await import('./terminals.js');
    return new Terminals({ ...common, view, signInAndOut, connect, consent, environment, isInSession });
  });
  const parts = { ...common, view, documents, signInAndOut, terminals, connect, coder };
  const snippets = once(async () => (await import('./snippets.js')).createSnippets(parts));
  const diagnostics = once(async () => (await import('./diagnostics.js')).createDiagnostics(parts));
  const reports = once(async () => {
    const { ReportDocuments } = await import('../ui/reportDocuments.js');
    return new ReportDocuments(documents);
  });
  const commands = once(async () =>
    (await import('./commands.js')).createCommands({ ...parts, snippets, diagnostics, extras }),
  );

  const extras = new LazyPart(async () => {
    const { createExtras } = await import('./extras.js');
    return createExtras({ context, catalog, refreshers, view, tree, sessions, signInAndOut });
  });

  // In a session, Workbench serves code itself. The broker is only for the command: for local integrations and Connect servers.
  const serve = () => {
    const hasServers = !connectSettings.isEmpty;
    if (hasServers) {
      void connect.load();
    }
    if (!isInSession || isInCoderWorkspace(process.env) || context.globalState.get(SESSION_URL_KEY)) {
      void coder.load();
    }
    const isRequested = () => isCoderEnabled() || hasContentUses(context.workspaceState);
    if (hasServers || !isInSession || local.tokens?.isNeeded || isRequested()) {
      void terminals.load();
    }
  };

  const owned = vscode.Disposable.from(
    // The broker logs that it stops.
    terminals,
    consent,
    workbench,
    local,
    storage,
    catalog,
    refreshers,
    signInAndOut,
    extras,
    view,
    connect,
    coder,
    local.onDidChange(serve),
    connectSettings.onDidChange(serve),
    windowFocused(() => refreshers.lookNow()),
    settingChanged('refreshIntervalSeconds')(() => refreshers.intervalChanged()),
    // After the first rows, which this must not delay.
    catalog.onDidChange(() => setImmediate(() => void extras.load())),
    settingChanged('broker')(serve),
  );

  if (hasWaitingSignIns(context.globalState)) {
    void signInAndOut.load().then((loaded) => loaded.resume());
  }
  serve();

  return {
    // Filtered rows must not follow rows that are not.
    rows: context.workspaceState.get(FILTER) ? extras.load().then(() => view) : view,
    documentKind: async ({ path }) => {
      if (path.startsWith(REPORTS_FOLDER)) {
        return reports();
      }
      const { documentKind } = await (path.startsWith(DIAGNOSTICS_FOLDER) ? diagnostics() : snippets());
      return documentKind;
    },
    run: async (name, argument) => (await commands())(name, argument),
    sessions: async () => (await extras.load()).sessions,
    terminal: async (kind) => (await terminals.load()).terminal(kind),
    listensToCallbacks: () => local.load(),
    settled: async () => storage.loaded?.settled(),
    dispose: () => void owned.dispose(),
  };
}
