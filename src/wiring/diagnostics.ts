import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { LazyPart } from '../core/lazyPart.js';
import { systemClock } from '../ui/adapters.js';
import type { CommandHandlers } from '../ui/commands.js';
import { diagnosticsCommands, DiagnosticsDocument } from '../ui/diagnosticsDocument.js';
import type { DocumentKind, Documents } from '../ui/documents.js';
import type { SignInAndOut } from './signInAndOut.js';
import type { Terminals } from './terminals.js';

export interface DiagnosticsContext {
  readonly context: vscode.ExtensionContext;
  readonly catalog: Catalog;
  readonly documents: Documents;
  readonly signInAndOut: LazyPart<SignInAndOut>;
  readonly terminals: LazyPart<Terminals>;
}

export interface Diagnostics {
  readonly documentKind: DocumentKind;
  readonly commands: CommandHandlers;
}

export async function createDiagnostics(wiring: DiagnosticsContext): Promise<Diagnostics> {
  const { context, catalog, documents } = wiring;
  const [{ signIns }, terminals] = await Promise.all([wiring.signInAndOut.load(), wiring.terminals.load()]);
  const document = new DiagnosticsDocument(catalog, signIns, systemClock, context.extension, process.env, () => [
    terminals.section,
  ]);
  return { documentKind: document, commands: diagnosticsCommands(document, documents) };
}
