import * as vscode from 'vscode';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import { contextOf, type SnippetContext } from '../snippets/context.js';
import type { SnippetLibrary } from '../snippets/library.js';
import { type DocumentKind, DOCUMENT_SCHEME } from './documents.js';

/** Longest file name without its extension, in characters. */
const MAX_NAME_LENGTH = 60;

/**
 * Snippets as documents. A tab comes back after a reload of the window, and shows its text without asking the server: its
 * URI, `available-credentials:/GUID/LANGUAGE/NAME.EXT`, holds the GUID and the language, and what else the template needs
 * is in the workspace's memory. Nothing of it is secret.
 */
export class SnippetDocuments implements DocumentKind {
  constructor(
    private readonly library: SnippetLibrary,
    private readonly memory: vscode.Memento,
  ) {}

  /** Makes a document of a snippet. Returns its URI. Throws `CredentialError` where the snippet can't be made. */
  async open(integration: Integration, language: string): Promise<vscode.Uri> {
    const context = contextOf(integration);
    // Before anything is opened or kept: what can't be rendered is told as an error, not in a tab.
    await this.library.render(language, context);
    const { extension } = await this.library.template(language);
    await this.memory.update(memoryKey(context.guid), context);
    return vscode.Uri.from({
      scheme: DOCUMENT_SCHEME,
      path: `/${context.guid}/${language}/${fileName(context.displayName)}.${extension}`,
    });
  }

  owns(uri: vscode.Uri): boolean {
    return this.#contextOf(uri) !== undefined;
  }

  async textOf(uri: vscode.Uri): Promise<string> {
    const context = this.#contextOf(uri);
    if (!context) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const [, , language = ''] = uri.path.split('/');
    return this.library.render(language, context);
  }

  #contextOf(uri: vscode.Uri): SnippetContext | undefined {
    const [, guid = ''] = uri.path.split('/');
    return this.memory.get<SnippetContext>(memoryKey(guid));
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
