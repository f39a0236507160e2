import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { LazyPart } from '../core/lazyPart.js';
import { type CommandHandlers, loadedOnUse, runCommand, sourceCommands } from '../ui/commands.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import type { Documents } from '../ui/documents.js';
import { notifications } from '../ui/notifications.js';
import type { TerminalConsent } from '../ui/terminalConsent.js';
import type { DocumentKinds } from './documents.js';
import type { SignInAndOut } from './signInAndOut.js';
import type { Terminals } from './terminals.js';

export interface CommandsContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly view: CredentialsView;
  readonly documents: Documents;
  readonly documentKinds: DocumentKinds;
  readonly signInAndOut: LazyPart<SignInAndOut>;
  readonly terminals: LazyPart<Terminals>;
  readonly consent: TerminalConsent;
  readonly isInSession: boolean;
}

const SIGN_IN_COMMANDS = [
  'refresh',
  'refreshView',
  'showLog',
  'signIn',
  'signInWithDeviceCode',
  'signOut',
  'cancelSignIn',
  'signInToIntegration',
  'signOutOfIntegration',
];

const ROW_COMMANDS = ['copyValue', 'copyDetails', 'showLogOfRow'];

const SNIPPET_COMMANDS = [
  ...['Python', 'R', 'Shell', 'JavaScript'].flatMap((language) => [`copy${language}Snippet`, `view${language}Snippet`]),
  'copySnippetIn',
  'viewSnippetIn',
  'copySnippet',
  'viewSnippet',
  'copyDocument',
];

/**
 * Returns what runs a command of the manifest, by its name below `availableCredentials.`, with the argument of VS Code. The
 * code of a command is loaded when it is first run.
 */
export function createCommands(wiring: CommandsContext): (name: string, argument: never) => Promise<void> {
  const handlers: CommandHandlers = {
    ...loadedOnUse(SIGN_IN_COMMANDS, async () => (await wiring.signInAndOut.load()).commands),
    ...rowCommands(wiring),
    ...snippetCommands(wiring),
    ...diagnosticsCommands(wiring),
    ...brokerCommands(wiring),
    ...sourceCommands(wiring.catalog),
  };
  return (name, argument) => runCommand({ log: wiring.log, notify: notifications }, handlers, name, argument);
}

function rowCommands({ log }: CommandsContext): CommandHandlers {
  return loadedOnUse(ROW_COMMANDS, async () => {
    const module = await import('../ui/rowCommands.js');
    return module.rowCommands({ show: () => log.show() });
  });
}

function snippetCommands({ context, catalog, view, documents, documentKinds }: CommandsContext): CommandHandlers {
  return loadedOnUse(SNIPPET_COMMANDS, async () => {
    const [module, snippets] = await Promise.all([import('../ui/snippetCommands.js'), documentKinds.snippets()]);
    return module.snippetCommands({
      catalog,
      view,
      notify: notifications,
      library: snippets.library,
      documents,
      snippetDocuments: snippets.documents,
      memory: context.globalState,
    });
  });
}

function diagnosticsCommands({ documents, documentKinds }: CommandsContext): CommandHandlers {
  return loadedOnUse(['showDiagnostics'], async () => {
    const { diagnosticsCommands: handlers } = await import('../ui/diagnosticsDocument.js');
    return handlers(await documentKinds.diagnostics(), documents);
  });
}

function brokerCommands({ terminals, consent, isInSession }: CommandsContext): CommandHandlers {
  return loadedOnUse(['credentialsInTerminals'], async () => {
    const [module, { broker }] = await Promise.all([import('../ui/brokerCommands.js'), terminals.load()]);
    return module.brokerCommands(broker, notifications, isInSession, () => consent.give());
  });
}
