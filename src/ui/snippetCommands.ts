import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import { contextOf } from '../snippets/context.js';
import type { SnippetLibrary } from '../snippets/library.js';
import type { CommandHandlers } from './commands.js';
import type { CredentialsView } from './credentialsView.js';
import { DOCUMENT_SCHEME, type Documents } from './documents.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import { pickIntegration } from './pick.js';
import type { IntegrationCommandRow as Row } from './rows.js';
import type { SnippetDocuments } from './snippetDocuments.js';

/** The languages whose commands stand in a row's context menu, those first that most users write. */
const MENU_LANGUAGES: readonly string[] = ['Python', 'R', 'Shell', 'JavaScript'];

/** Where the language that was picked last is kept, so that it is offered first. */
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
    inMenu[`copy${language}Snippet`] = (row) => use(context, 'copy', row?.integration, language);
    inMenu[`view${language}Snippet`] = (row) => use(context, 'view', row?.integration, language);
  }
  return {
    ...inMenu,
    copySnippetIn: (row?: Row) => use(context, 'copy', row?.integration),
    viewSnippetIn: (row?: Row) => use(context, 'view', row?.integration),
    copySnippet: () => use(context, 'copy', context.view.selected()),
    viewSnippet: () => use(context, 'view', context.view.selected()),
    copyDocument: (uri?: vscode.Uri) => copyDocument(context, uri),
  };
}

/** Copies or shows a snippet, and asks for what was not said: the integration, the language. */
async function use(context: SnippetServices, use: Use, wanted?: Integration, language?: string): Promise<void> {
  const integration = wanted?.actions.includes('snippet') ? wanted : await pick(context);
  const chosen = integration && (language ?? (await pickLanguage(context)));
  if (!integration || chosen === undefined) {
    return;
  }
  if (use === 'view') {
    await context.documents.show(await context.snippetDocuments.open(integration, chosen));
    return;
  }
  await vscode.env.clipboard.writeText(await context.library.render(chosen, contextOf(integration)));
  confirm(messages.snippetCopied(integration, chosen));
}

async function pick(services: SnippetServices): Promise<Integration | undefined> {
  if (services.catalog.isLoading) {
    await services.view.showAndRefresh();
  }
  return pickIntegration(services, 'snippet', messages.pickForSnippet(), () => {
    const signIn = messages.signIn();
    void services.notify.information(messages.signedInToNone(), signIn).then((answer) => {
      if (answer === signIn) {
        return vscode.commands.executeCommand('availableCredentials.signInToIntegration');
      }
      return undefined;
    });
  });
}

async function pickLanguage({ library, memory }: SnippetServices): Promise<string | undefined> {
  const first = [memory.get<string>(LAST_LANGUAGE), ...MENU_LANGUAGES];
  const rank = (language: string) => (first.includes(language) ? first.indexOf(language) : first.length);
  const languages = (await library.templates()).map(({ language }) => language);
  const items = languages
    .sort((one, other) => rank(one) - rank(other))
    .map((language) => ({
      label: messages.withoutIcons(messages.languageName(language)),
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
    await vscode.env.clipboard.writeText(await documents.textOf(uri));
    confirm(messages.copied());
  }
}

function confirm(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${messages.withoutIcons(text)}`, messages.CONFIRMATION_TIME);
}
