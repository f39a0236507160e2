import type * as vscode from 'vscode';
import type { BrokerSwitch } from '../broker/brokerSwitch.js';
import type { Catalog } from '../core/catalog.js';
import { once } from '../core/once.js';
import type { SignIns } from '../core/signIns.js';
import { systemClock, textSetting } from '../ui/adapters.js';
import { notifications } from '../ui/notifications.js';

export interface DocumentsContext {
  readonly context: vscode.ExtensionContext;
  readonly catalog: Catalog;
  readonly signIns: SignIns;
  readonly broker: BrokerSwitch;
  readonly isInSession: boolean;
}

/** The documents that the extension makes, loaded when one of them is first shown, or a snippet is copied. */
export function createDocumentKinds({ context, catalog, signIns, broker, isInSession }: DocumentsContext) {
  return once(async () => {
    const [{ SnippetLibrary }, { SnippetDocuments }, { DiagnosticsDocument }, { brokerSection }] = await Promise.all([
      import('../snippets/library.js'),
      import('../ui/snippetDocuments.js'),
      import('../ui/diagnosticsDocument.js'),
      import('../ui/brokerCommands.js'),
    ]);
    const library = new SnippetLibrary(
      context.asAbsolutePath('snippets'),
      () => textSetting('snippets.folder'),
      ({ message }) => void notifications.warning(message),
    );
    return {
      library,
      snippets: new SnippetDocuments(library, context.workspaceState),
      diagnostics: new DiagnosticsDocument(catalog, signIns, systemClock, context.extension, process.env, () => [
        brokerSection(broker, isInSession),
      ]),
    };
  });
}
