import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { LazyPart } from '../core/lazyPart.js';
import { once } from '../core/once.js';
import { systemClock, textSetting } from '../ui/adapters.js';
import type { DiagnosticsDocument } from '../ui/diagnosticsDocument.js';
import { DIAGNOSTICS_FOLDER, type DocumentKind, REPORTS_FOLDER } from '../ui/documents.js';
import { notifications } from '../ui/notifications.js';
import type { SignInAndOut } from './signInAndOut.js';
import type { Terminals } from './terminals.js';

export interface DocumentsContext {
  readonly context: vscode.ExtensionContext;
  readonly catalog: Catalog;
  readonly signInAndOut: LazyPart<SignInAndOut>;
  readonly terminals: LazyPart<Terminals>;
  readonly isInSession: boolean;
}

export type DocumentKinds = ReturnType<typeof createDocumentKinds>;

/** The kinds of documents, each loaded when it is first needed. */
export function createDocumentKinds(wiring: DocumentsContext) {
  const snippets = once(() => loadSnippets(wiring));
  const diagnostics = once(() => loadDiagnostics(wiring));
  const reports = once(async () => {
    const { ReportDocuments } = await import('../ui/reportDocuments.js');
    return new ReportDocuments();
  });
  return {
    snippets,
    diagnostics,
    reports,
    /** The kind of the document that has a URI, if there is such a document. */
    of: async ({ path }: vscode.Uri): Promise<DocumentKind> =>
      path.startsWith(DIAGNOSTICS_FOLDER)
        ? diagnostics()
        : path.startsWith(REPORTS_FOLDER)
          ? reports()
          : (await snippets()).documents,
  };
}

async function loadSnippets({ context }: DocumentsContext) {
  const [{ SnippetLibrary }, { SnippetDocuments }] = await Promise.all([
    import('../snippets/library.js'),
    import('../ui/snippetDocuments.js'),
  ]);
  const library = new SnippetLibrary(
    context.asAbsolutePath('snippets'),
    () => textSetting('snippets.folder'),
    ({ message }) => void notifications.warning(message),
  );
  return { library, documents: new SnippetDocuments(library, context.workspaceState) };
}

async function loadDiagnostics(wiring: DocumentsContext): Promise<DiagnosticsDocument> {
  const { context, catalog, isInSession } = wiring;
  const [{ DiagnosticsDocument }, { brokerSection }, { signIns }, { broker }] = await Promise.all([
    import('../ui/diagnosticsDocument.js'),
    import('../ui/brokerCommands.js'),
    wiring.signInAndOut.load(),
    wiring.terminals.load(),
  ]);
  return new DiagnosticsDocument(catalog, signIns, systemClock, context.extension, process.env, () => [
    brokerSection(broker, isInSession),
  ]);
}
