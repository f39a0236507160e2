import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { asCredentialError, type CredentialError, errorChain } from '../core/errors.js';
import { once } from '../core/once.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import type { IntegrationCommandRow } from './rows.js';

/**
 * Command handlers by their names below `availableCredentials.`. VS Code passes the row of a context menu or the URI of an
 * editor's toolbar; the palette and key bindings pass nothing.
 */
export type CommandHandlers = Readonly<Record<string, (argument?: never) => unknown>>;

/**
 * The commands of all sources. A row's command is run by its source; a command from the palette by the first source that
 * has it, so sources of the same kind have to ask which one is meant.
 */
export function sourceCommands(catalog: Pick<Catalog, 'sources'>): CommandHandlers {
  const names = new Set(catalog.sources.flatMap(({ commands = {} }) => Object.keys(commands)));
  const handlerOf = (name: string) => (row?: IntegrationCommandRow) => {
    const source = catalog.sources.find(
      ({ id, commands }) => commands?.[name] && (row === undefined || id === row.integration.source),
    );
    return source?.commands?.[name]?.(row?.integration);
  };
  return Object.fromEntries([...names].map((name) => [name, handlerOf(name)]));
}

/**
 * Commands whose code is loaded on first use.
 *
 * @param names the names of the commands that `load` resolves with
 */
export function loadedOnUse(names: readonly string[], load: () => Promise<CommandHandlers>): CommandHandlers {
  const handlers = once(load);
  const handlerOf = (name: string) => async (argument?: never) => {
    const handler = (await handlers())[name];
    if (!handler) {
      throw new Error(`Unknown command ${name}`);
    }
    return handler(argument);
  };
  return Object.fromEntries(names.map((name) => [name, handlerOf(name)]));
}

/**
 * Runs a command and reports its failure. Never rejects. Returns the text that the handler returns, which is what a variable
 * such as `${command:…}` in a launch configuration stands for; nothing else leaves the extension.
 */
export async function runCommand(
  context: { readonly log: vscode.LogOutputChannel; readonly notify: Notifications },
  handlers: CommandHandlers,
  name: string,
  argument?: never,
): Promise<string | undefined> {
  try {
    const handler = handlers[name];
    if (!handler) {
      throw new Error(`Unknown command ${name}`);
    }
    const result = await handler(argument);
    return typeof result === 'string' ? result : undefined;
  } catch (error) {
    reportFailure(context, name, error);
    return undefined;
  }
}

/**
 * Shows an error to the user and logs it with its causes. Does not wait until the user has closed it.
 *
 * @param what names the failed operation in the log
 * @param sentence the message for the user
 */
export function reportFailure(
  { log, notify }: { readonly log: vscode.LogOutputChannel; readonly notify: Notifications },
  what: string,
  thrown: unknown,
  sentence: (error: CredentialError) => string = ({ message }) => message,
): void {
  const error = asCredentialError(thrown, messages.unexpected());
  log.error(`${oneLine(what)}: ${errorChain(error)}`);
  const showLog = messages.showLog();
  void notify.error(sentence(error), showLog).then((answer) => {
    if (answer === showLog) {
      log.show();
    }
  });
}
