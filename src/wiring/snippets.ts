import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { SnippetLibrary } from '../snippets/library.js';
import { textSetting } from '../ui/adapters.js';
import type { CommandHandlers } from '../ui/commands.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import type { DocumentKind, Documents } from '../ui/documents.js';
import { notifications } from '../ui/notifications.js';
import { snippetCommands } from '../ui/snippetCommands.js';
import { SnippetDocuments } from '../ui/snippetDocuments.js';

export interface SnippetsContext {
  readonly context: vscode.ExtensionContext;
  readonly catalog: Catalog;
  readonly view: CredentialsView;
  readonly documents: Documents;
}

export interface Snippets {
  readonly documentKind: DocumentKind;
  readonly commands: CommandHandlers;
}

export function createSnippets({ context, catalog, view, documents }: SnippetsContext): Snippets {
  const library = new SnippetLibrary(
    context.asAbsolutePath('snippets'),
    () => textSetting('snippets.folder'),
    ({ message }) => void notifications.warning(message),
  );
  const snippetDocuments = new SnippetDocuments(library, context.workspaceState);
  const memory = context.globalState;
  return {
    documentKind: snippetDocuments,
    commands: snippetCommands({ catalog, view, notify: notifications, library, documents, snippetDocuments, memory }),
  };
}
