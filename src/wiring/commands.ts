import type * as vscode from 'vscode';
import { CODER_COMMANDS } from '../coder/outline.js';
import { CONNECT_COMMANDS } from '../connect/outline.js';
import type { Catalog } from '../core/catalog.js';
import type { LazyPart } from '../core/lazyPart.js';
import { type CommandHandlers, loadedOnUse, runCommand, sourceCommands } from '../ui/commands.js';
import type { CredentialsView } from '../ui/credentialsView.js';
import { notifications } from '../ui/notifications.js';
import { rowCommands } from '../ui/rowCommands.js';
import type { Coder } from './coder.js';
import type { Connect } from './connect.js';
import type { Extras } from './extras.js';
import type { Diagnostics } from './diagnostics.js';
import type { SignInAndOut } from './signInAndOut.js';
import type { Snippets } from './snippets.js';
import type { Terminals } from './terminals.js';

export interface CommandsContext {
  readonly log: vscode.LogOutputChannel;
  readonly catalog: Catalog;
  readonly view: CredentialsView;
  readonly signInAndOut: LazyPart<SignInAndOut>;
  readonly snippets: () => Promise<Snippets>;
  readonly diagnostics: () => Promise<Diagnostics>;
  readonly terminals: LazyPart<Terminals>;
  readonly connect: LazyPart<Connect>;
  readonly coder: LazyPart<Coder>;
  readonly extras: LazyPart<Extras>;
}

const SIGN_IN_COMMANDS = [
  'refresh',
  'refreshView',
  'showLog',
  'signIn',
  'signInWithDeviceCode',
  'signOut',
  'openSignInPageAgain',
  'cancelSignIn',
  'signInToIntegration',
  'signOutOfIntegration',
];

const FILTER_COMMANDS = ['filterSignedIn', 'filterNotSignedIn', 'filterConfigurationErrors', 'clearFilter'];

const SNIPPET_COMMANDS = [
  ...['Python', 'R', 'Shell', 'JavaScript'].flatMap((language) => [`copy${language}Snippet`, `view${language}Snippet`]),
  'copySnippetIn',
  'viewSnippetIn',
  'copySnippet',
  'viewSnippet',
  'copyDocument',
];

/**
 * Returns what runs a command of the manifest, by its name below `availableCredentials.`, with the argument of VS Code. The
 * code of a command is loaded when it is first run.
 */
export function createCommands(
  wiring: CommandsContext,
): (name: string, argument: never) => Promise<string | undefined> {
  const { log, catalog, view, signInAndOut, snippets, diagnostics, terminals, connect, coder, extras } = wiring;
  const handlers: CommandHandlers = {
    ...loadedOnUse(SIGN_IN_COMMANDS, async () => (await signInAndOut.load()).commands),
    ...loadedOnUse(SNIPPET_COMMANDS, async () => (await snippets()).commands),
    ...loadedOnUse(['showDiagnostics'], async () => (await diagnostics()).commands),
    ...loadedOnUse(
      [
        'credentialsInTerminals',
        'openTerminalWithoutCredentials',
        'useForContent',
        'openTerminalAsOnConnect',
        'openTerminalAsInCoder',
        'openAsViewer',
        'openAsAnotherViewer',
        'useCredentialsInNotebook',
        'insertCredentialsCell',
        'contentEnvironmentFile',
      ],
      async () => (await terminals.load()).commands,
    ),
    ...loadedOnUse(CONNECT_COMMANDS, async () => (await connect.load()).commands),
    ...loadedOnUse(CODER_COMMANDS, async () => (await coder.load()).commands),
    ...loadedOnUse(FILTER_COMMANDS, async () => (await extras.load()).commands),
    ...rowCommands({ catalog, view, notify: notifications, log }),
    ...sourceCommands(catalog),
  };
  return (name, argument) => runCommand({ log, notify: notifications }, handlers, name, argument);
}
