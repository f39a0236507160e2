import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** The scheme of the documents; the manifest's activation events and menus use it, too. */
export const DOCUMENT_SCHEME = 'available-credentials';

/** The folder of the diagnostics, below that scheme. */
export const DIAGNOSTICS_FOLDER = '/diagnostics/';

/** The folder of the reports that a source creates. */
export const REPORTS_FOLDER = '/reports/';

/** One kind of document. */
export interface DocumentKind {
  /** Whether a document is of this kind. */
  owns(uri: vscode.Uri): boolean;
  /** The exact text of a document. Throws `CredentialError`, or `FileNotFound` if the document is unknown. */
  textOf(uri: vscode.Uri): Promise<string>;
}

/**
 * Read-only documents with *Copy to Clipboard* above the first line. They form a file system, since tabs of a
 * `TextDocumentContentProvider` don't survive a reload.
 */
export class Documents implements vscode.FileSystemProvider, vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #registrations: vscode.Disposable;
  /** When each document was last shown, by URI: its modification time. */
  readonly #shownAt = new Map<string, number>();

  /** @param kindOf the kind that the document with a URI would be of, loaded when it is first needed */
  constructor(private readonly kindOf: (uri: vscode.Uri) => Promise<DocumentKind>) {
    this.#registrations = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerFileSystemProvider(DOCUMENT_SCHEME, this, { isReadonly: true, isCaseSensitive: true }),
      vscode.languages.registerCodeLensProvider({ scheme: DOCUMENT_SCHEME }, this),
    );
  }

  /** Opens a document with its current text, or goes to its tab if it is open. */
  async show(uri: vscode.Uri): Promise<void> {
    this.#shownAt.set(uri.toString(), Date.now());
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  /** The exact text of a document. Throws `CredentialError`, or `FileNotFound` if the document is unknown. */
  async textOf(uri: vscode.Uri): Promise<string> {
    const kind = uri.scheme === DOCUMENT_SCHEME ? await this.kindOf(uri) : undefined;
    if (!kind?.owns(uri)) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return kind.textOf(uri);
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
    const command = { command: 'availableCredentials.copyDocument', title: `$(copy) ${t('Copy to Clipboard')}` };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }

  /** Documents only change in {@link show}. */
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
