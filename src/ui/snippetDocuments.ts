import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import { contextOf, type SnippetContext } from '../snippets/context.js';
import type { SnippetLibrary } from '../snippets/library.js';

/** The scheme of the documents, also in the manifest's activation events and menus. */
export const SNIPPET_SCHEME = 'available-credentials';

/** Longest file name without its extension, in characters. */
const MAX_NAME_LENGTH = 60;

/**
 * Snippets as read-only documents. A tab comes back after a reload of the window, and shows its text without asking the
 * server: its URI, `available-credentials:/GUID/LANGUAGE/NAME.EXT`, holds the GUID and the language, and what else the
 * template needs is in the workspace's memory. Nothing of it is secret.
 *
 * It is a file system, since the tabs of a `TextDocumentContentProvider` are gone after a reload.
 */
export class SnippetDocuments implements vscode.FileSystemProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #registrations: vscode.Disposable;
  /** When each document was last shown, by URI: its modification time, as far as this window knows. */
  readonly #shownAt = new Map<string, number>();

  constructor(
    private readonly library: SnippetLibrary,
    private readonly memory: vscode.Memento,
  ) {
    this.#registrations = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerFileSystemProvider(SNIPPET_SCHEME, this, { isReadonly: true, isCaseSensitive: true }),
      vscode.languages.registerCodeLensProvider({ scheme: SNIPPET_SCHEME }, this),
    );
  }

  /** Opens the snippet's tab, or goes to it if it is open. Throws `CredentialError` where the snippet can't be made. */
  async show(integration: Integration, language: string): Promise<void> {
    const context = contextOf(integration);
    // Before anything is opened or kept: what can't be rendered is told as an error, not in a tab.
    await this.library.render(language, context);
    const { extension } = await this.library.template(language);
    const uri = vscode.Uri.from({
      scheme: SNIPPET_SCHEME,
      path: `/${context.guid}/${language}/${fileName(context.displayName)}.${extension}`,
    });
    await this.memory.update(memoryKey(context.guid), context);
    this.#shownAt.set(uri.toString(), Date.now());
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  owns(uri: vscode.Uri): boolean {
    return uri.scheme === SNIPPET_SCHEME;
  }

  /** The snippet of a document, to the character. Throws `CredentialError`, or `FileNotFound` for one that is not known. */
  async textOf(uri: vscode.Uri): Promise<string> {
    const [, guid = '', language = ''] = uri.path.split('/');
    const context = this.memory.get<SnippetContext>(memoryKey(guid));
    if (!context) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return this.library.render(language, context);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.textOf(uri));
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return {
      type: vscode.FileType.File,
      permissions: vscode.FilePermission.Readonly,
      ctime: 0,
      mtime: this.#shownAt.get(uri.toString()) ?? 0,
      size: (await this.readFile(uri)).byteLength,
    };
  }

  provideCodeLenses(): vscode.CodeLens[] {
    const command = { command: 'availableCredentials.copySnippetDocument', title: `$(copy) ${t('Copy to Clipboard')}` };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  /** Nothing changes but by {@link show}. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.#registrations.dispose();
  }
}

function memoryKey(guid: string): string {
  return `snippets.integration.${guid}`;
}

/** A name that every file system takes. */
function fileName(displayName: string): string {
  const name = oneLine(displayName, MAX_NAME_LENGTH)
    .replace(/[\\/:*?"<>|]/g, '-')
    .replace(/^[. ]+|[. ]+$/g, '');
  return name === '' ? 'snippet' : name;
}
