import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import { contextOf } from '../snippets/context.js';
import type { SnippetLibrary } from '../snippets/library.js';
import { completeStep } from './adapters.js';
import type { CommandHandlers } from './commands.js';
import { copyAndConfirm } from './confirmation.js';
import type { CredentialsView } from './credentialsView.js';
import { DOCUMENT_SCHEME, type Documents } from './documents.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import { offerSignIn, pickIntegration } from './pick.js';
import type { IntegrationCommandRow as Row } from './rows.js';
import type { SnippetDocuments } from './snippetDocuments.js';

/** The languages with commands in a row's context menu, most common first, by VS Code's identifiers. */
const LANGUAGES = new Map([
  ['python', 'Python'],
  ['r', 'R'],
  ['shellscript', 'Shell'],
  ['javascript', 'JavaScript'],
]);
const MENU_LANGUAGES: readonly string[] = [...LANGUAGES.values()];

/** The key for the language that was picked last, which the palette's commands use if the editor's is none of these. */
const LAST_LANGUAGE = 'snippets.lastLanguage';

type Use = 'copy' | 'view';

export interface SnippetServices {
  readonly catalog: Catalog;
  readonly view: CredentialsView;
  readonly notify: Notifications;
  readonly library: SnippetLibrary;
  readonly snippetDocuments: SnippetDocuments;
  readonly documents: Documents;
  /** For all windows of the user. */
  readonly memory: vscode.Memento;
}

/** The commands that copy and show snippets. */
export function snippetCommands(context: SnippetServices): CommandHandlers {
  const inMenu: Record<string, (row?: Row) => Promise<void>> = {};
  for (const language of MENU_LANGUAGES) {
    const known = () => Promise.resolve(language);
    inMenu[`copy${language}Snippet`] = (row) => use(context, 'copy', row?.integration, known);
    inMenu[`view${language}Snippet`] = (row) => use(context, 'view', row?.integration, known);
  }
  const asked = (integration: Integration) => pickLanguage(context, integration);
  const expectedOrAsked = async (integration: Integration) =>
    (await expectedLanguage(context, integration)) ?? (await asked(integration));
  const selected = () => context.view.selected();
  return {
    ...inMenu,
    copySnippetIn: (row?: Row) => use(context, 'copy', row?.integration ?? selected(), asked),
    viewSnippetIn: (row?: Row) => use(context, 'view', row?.integration ?? selected(), asked),
    copySnippet: () => use(context, 'copy', selected(), expectedOrAsked),
    // With an integration where it is offered after a sign-in.
    viewSnippet: (row?: Row) => use(context, 'view', row?.integration ?? selected(), expectedOrAsked),
    copyDocument: (uri?: vscode.Uri) => copyDocument(context, uri),
  };
}

/** Copies or shows a snippet. Asks for an integration if `preferred` has no snippets, and then for the language. */
async function use(
  context: SnippetServices,
  use: Use,
  preferred: Integration | undefined,
  language: (integration: Integration) => Promise<string | undefined>,
): Promise<void> {
  const integration = preferred?.actions.includes('snippet') ? preferred : await pick(context);
  const chosen = integration && (await language(integration));
  if (!integration || chosen === undefined) {
    return;
  }
  if (use === 'view') {
    await context.documents.show(await context.snippetDocuments.open(integration, chosen));
  } else {
    const snippet = await context.library.render(chosen, contextOf(integration));
    await copyAndConfirm(snippet, messages.snippetCopied(integration, chosen));
  }
  completeStep('hasSnippet');
}

async function pick(services: SnippetServices): Promise<Integration | undefined> {
  if (services.catalog.isLoading) {
    await services.view.showAndRefresh();
  }
  return pickIntegration(services, 'snippet', messages.pickForSnippet(), () => {
    const isSignedIn = services.catalog.integrations.some(({ status }) => status.kind === 'authenticated');
    offerSignIn(services.notify, isSignedIn ? messages.noSnippets() : messages.signedInToNone());
  });
}

/** The language of the code in the editor, else the one that was picked last, of those with a template. */
async function expectedLanguage(services: SnippetServices, { snippets }: Integration): Promise<string | undefined> {
  const languages = (await services.library.templates(snippets)).map(({ language }) => language);
  return expectedLanguages(services).find((language) => languages.includes(language));
}

/** The language of the user's code in the editor, and the one that was picked last. */
function expectedLanguages({ memory }: SnippetServices): readonly string[] {
  const { activeTextEditor, activeNotebookEditor } = vscode.window;
  const cell = activeNotebookEditor?.notebook.getCells().find(({ kind }) => kind === vscode.NotebookCellKind.Code);
  const documents = [activeTextEditor?.document, cell?.document].filter((each) => each?.uri.scheme !== DOCUMENT_SCHEME);
  const inEditor = documents.flatMap((document) => LANGUAGES.get(document?.languageId ?? '') ?? []);
  return [...inEditor, ...[memory.get<string>(LAST_LANGUAGE)].filter((last) => last !== undefined)];
}

async function pickLanguage(services: SnippetServices, { snippets }: Integration): Promise<string | undefined> {
  const { library, memory } = services;
  const first = [...expectedLanguages(services), ...MENU_LANGUAGES];
  const rank = (language: string) => (first.includes(language) ? first.indexOf(language) : first.length);
  const languages = (await library.templates(snippets)).map(({ language }) => language);
  const items = languages
    .sort((one, other) => rank(one) - rank(other))
    .map((language) => ({
      label: messages.escapeIcons(messages.languageName(language)),
      language,
    }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: messages.pickLanguage() });
  if (picked) {
    await memory.update(LAST_LANGUAGE, picked.language);
  }
  return picked?.language;
}

async function copyDocument(
  { documents }: SnippetServices,
  uri = vscode.window.activeTextEditor?.document.uri,
): Promise<void> {
  if (uri?.scheme === DOCUMENT_SCHEME) {
    await copyAndConfirm(await documents.textOf(uri), messages.copied());
  }
}
