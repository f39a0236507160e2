import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { type CommandHandlers, loadedOnUse, sourceCommands } from '../ui/commands.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import type { Documents } from '../ui/documents.js';
import { notifications } from '../ui/notifications.js';
import { rowCommands } from '../ui/rowCommands.js';
import { type SignInContext, signInCommands } from '../ui/signInCommands.js';
import type { TerminalConsent } from '../ui/terminalConsent.js';
import { BROKER_VARIABLES, WINDOW_VARIABLE } from '../workbench/session.js';
import type { createDocumentKinds } from './documents.js';
import type { Terminals } from './terminals.js';

export interface CommandsContext {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly view: CredentialsView;
  readonly documents: Documents;
  readonly documentKinds: ReturnType<typeof createDocumentKinds>;
  readonly terminals: Terminals;
  readonly consent: TerminalConsent;
  readonly isInSession: boolean;
}

const SNIPPET_COMMANDS = [
  ...['Python', 'R', 'Shell', 'JavaScript'].flatMap((language) => [`copy${language}Snippet`, `view${language}Snippet`]),
  'copySnippetIn',
  'viewSnippetIn',
  'copySnippet',
  'viewSnippet',
  'copyDocument',
];

/** What the commands of the manifest do, by their names below `availableCredentials.`. */
export function createCommands(wiring: CommandsContext, signIn: SignInContext): CommandHandlers {
  const { log, catalog } = wiring;
  return {
    ...signInCommands(signIn),
    ...rowCommands({ show: () => log.show() }),
    ...snippetCommands(wiring),
    ...diagnosticsCommands(wiring),
    ...brokerCommands(wiring),
    ...sourceCommands(catalog),
  };
}

function snippetCommands({ context, catalog, view, documents, documentKinds }: CommandsContext): CommandHandlers {
  return loadedOnUse(SNIPPET_COMMANDS, async () => {
    const [module, { library, snippets }] = await Promise.all([import('../ui/snippetCommands.js'), documentKinds()]);
    return module.snippetCommands({
      catalog,
      view,
      notify: notifications,
      library,
      documents,
      snippetDocuments: snippets,
      memory: context.globalState,
    });
  });
}

function diagnosticsCommands({ documents, documentKinds }: CommandsContext): CommandHandlers {
  return loadedOnUse(['showDiagnostics'], async () => {
    const [module, { diagnostics }] = await Promise.all([import('../ui/diagnosticsDocument.js'), documentKinds()]);
    return module.diagnosticsCommands(diagnostics, documents);
  });
}

function brokerCommands({ terminals, consent, isInSession }: CommandsContext): CommandHandlers {
  return loadedOnUse(['credentialsInTerminals', 'openTerminalWithoutCredentials'], async () => {
    const module = await import('../ui/brokerCommands.js');
    const variables = [...BROKER_VARIABLES, WINDOW_VARIABLE];
    return module.brokerCommands(terminals.broker, notifications, isInSession, variables, () => consent.give());
  });
}
