import * as vscode from 'vscode';
import type { Integration } from '../core/integration.js';
import { oneLine } from '../core/text.js';
import { contextOf, type SnippetContext } from '../snippets/context.js';
import type { SnippetLibrary } from '../snippets/library.js';
import { DOCUMENT_SCHEME, type DocumentKind } from './documents.js';

/** Longest file name without its extension, in characters. */
const MAX_NAME_LENGTH = 60;

/**
 * Snippets as documents. A tab survives a reload of the window and shows its text without a request to the server: its
 * URI, `available-credentials:/GUID/LANGUAGE/NAME.EXT`, contains the GUID and the language (and as its query for which content it is), and the other values for the
 * template are in the workspace state. None of them is secret.
 */
export class SnippetDocuments implements DocumentKind {
  constructor(
    private readonly library: SnippetLibrary,
    private readonly memory: vscode.Memento,
  ) {}

  /** Creates a snippet's document and returns its URI. Throws `CredentialError` if the snippet can't be rendered. */
  async open(integration: Integration, language: string): Promise<vscode.Uri> {
    const context = contextOf(integration);
    // First, so that a failure is shown as an error and not in a tab.
    await this.library.render(language, context);
    const { extension } = await this.library.template(language, context.content);
    const query = context.content ?? '';
    await this.memory.update(memoryKey(context.guid, query), context);
    return vscode.Uri.from({
      scheme: DOCUMENT_SCHEME,
      path: `/${context.guid}/${language}/${fileName(context.displayName)}.${extension}`,
      query,
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
    return this.memory.get<SnippetContext>(memoryKey(guid, uri.query));
  }
}

/** @param content for which content its snippets are, or an empty text: two sources may have integrations with the same GUID */
function memoryKey(guid: string, content: string): string {
  return `snippets.integration.${guid}${content === '' ? '' : `.${content}`}`;
}

/** A name that is valid on every file system. */
function fileName(displayName: string): string {
  const name = oneLine(displayName, MAX_NAME_LENGTH)
    .replace(/[\\/:*?"<>|]/g, '-')
    .replace(/^[. ]+|[. ]+$/g, '');
  return name === '' ? 'snippet' : name;
}
