import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type DocumentKind, DOCUMENT_SCHEME, type Documents, REPORTS_FOLDER } from './documents.js';

/** The reports that commands of a source have made in this window. After a reload, they have to be made again. */
export class ReportDocuments implements DocumentKind {
  readonly #texts = new Map<string, string>();

  constructor(private readonly documents: Pick<Documents, 'show'>) {}

  /** Shows a report. It replaces a report with the same title. */
  async show(title: string, text: string): Promise<void> {
    // A slash would make a folder of it.
    const uri = vscode.Uri.from({
      scheme: DOCUMENT_SCHEME,
      path: `${REPORTS_FOLDER}${title.replaceAll(/[/\\]/g, '-')}.txt`,
    });
    this.#texts.set(uri.toString(), text);
    await this.documents.show(uri);
  }

  owns({ path }: vscode.Uri): boolean {
    return path.startsWith(REPORTS_FOLDER);
  }

  textOf(uri: vscode.Uri): Promise<string> {
    const text = this.#texts.get(uri.toString()) ?? t('This report is no longer available. Run the command again.');
    return Promise.resolve(text);
  }
}
