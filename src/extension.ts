import * as vscode from 'vscode';
import { CODER_MARK, CODER_VARIABLES, isInCoderWorkspace } from './core/coderVariables.js';
import { useLanguage } from './core/language.js';
import { once } from './core/once.js';
import { hasWaitingSignIns } from './core/waitingSignIns.js';
import { ListSetting } from './ui/adapters.js';
import { Documents } from './ui/documents.js';
import { LazyTree } from './ui/lazyTree.js';
import { CallbackUriHandler } from './ui/callbackUriHandler.js';
import { SessionProvider } from './ui/sessionProvider.js';
import { TerminalEnvironment } from './ui/terminalEnvironment.js';
import type { Window } from './wiring/window.js';
import { BROKER_VARIABLES, isBrokered, readSession, WINDOW_VARIABLE } from './workbench/session.js';

/** What has to be finished before the process ends. VS Code passes {@link deactivate} nothing to find it by. */
let settled = (): Promise<void> => Promise.resolve();

/**
 * Registers what VS Code needs when a window opens. Everything else is the {@link Window}, whose code is loaded on first use: when
 * the view is shown, a command is run, a document or a URI is opened, or there is something to do without the user.
 */
export function activate(context: vscode.ExtensionContext): void {
  const { language } = vscode.env;
  useLanguage(language, vscode.l10n.bundle);
  const isInSession = readSession(process.env) !== undefined;
  let opened: Window | undefined;

  const window = once(async () => {
    const { openWindow } = await import('./wiring/window.js');
    // Not at the start of every window: it has a file.
    const log = vscode.window.createOutputChannel('Available Credentials', { log: true });
    context.subscriptions.push(log);
    opened = openWindow({ context, log, tree, documents, callbackUris, environment, sessions, isInSession });
    settled = () => opened?.settled() ?? Promise.resolve();
    return opened;
  });

  const tree = new LazyTree(async () => (await window()).rows);
  const documents = new Documents(async (uri) => (await window()).documentKind(uri));
  const callbackUris = new CallbackUriHandler(context.extension.id, async () => (await window()).listensToCallbacks());
  const environment = new TerminalEnvironment(
    context.environmentVariableCollection,
    context.asAbsolutePath('bin'),
    { AVAILABLE_CREDENTIALS_NODE: process.execPath, AVAILABLE_CREDENTIALS_LANGUAGE: language },
    process.env,
    [
      ...(isBrokered(process.env) ? BROKER_VARIABLES : []),
      ...(process.env[WINDOW_VARIABLE] ? [WINDOW_VARIABLE] : []),
      ...(process.env[CODER_MARK] ? CODER_VARIABLES : []),
    ],
  );
  const sessions = new SessionProvider(
    async () => (await window()).sessions(),
    () => opened !== undefined,
  );
  const lists = ['integrations', 'connect.servers'].map((name) => new ListSetting(name));
  const openIfNeeded = () => {
    if (
      isInCoderWorkspace(process.env) ||
      lists.some(({ isEmpty }) => !isEmpty) ||
      hasWaitingSignIns(context.globalState)
    ) {
      void window();
    }
  };

  context.subscriptions.push(
    { dispose: () => opened?.dispose() },
    tree,
    documents,
    callbackUris,
    sessions,
    vscode.window.registerUriHandler(callbackUris),
    ...(['content', 'coder'] as const).map((kind) =>
      vscode.window.registerTerminalProfileProvider(`availableCredentials.${kind}Terminal`, {
        provideTerminalProfile: async () => new vscode.TerminalProfile(await (await window()).terminal(kind)),
      }),
    ),
    ...commandNames(context.extension).map((name) =>
      vscode.commands.registerCommand(`availableCredentials.${name}`, async (argument: never) =>
        (await window()).run(name, argument),
      ),
    ),
    ...lists.map(({ onDidChange }) => onDidChange(openIfNeeded)),
  );
  openIfNeeded();
}

/** The commands that the manifest contributes, by their names below `availableCredentials.`. */
function commandNames(extension: vscode.Extension<unknown>): readonly string[] {
  const { contributes } = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return contributes.commands.map(({ command }) => command.replace(/^availableCredentials\./, ''));
}

/** VS Code waits for this for some seconds, so that a refresh token that arrives at this moment is not lost. */
export function deactivate(): Promise<void> {
  return settled();
}
