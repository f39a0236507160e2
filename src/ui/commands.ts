import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { asCredentialError, type CredentialError, errorChain } from '../core/errors.js';
import { once } from '../core/once.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import type { IntegrationCommandRow } from './rows.js';

/**
 * What commands do, by their names below `availableCredentials.`. They get what VS Code hands to them: the row of a
 * context menu, the URI of an editor's toolbar, nothing from the palette or a key.
 */
export type CommandHandlers = Readonly<Record<string, (argument?: never) => unknown>>;

/**
 * The commands that sources bring. For a row, that of its source is run; from the palette, that of the first source that has
 * it: a source of which there are several asks which one is meant.
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
 * Commands whose code is loaded when one of them is first run.
 *
 * @param names exactly those that `load` resolves with
 */
export function loadedOnUse(names: readonly string[], load: () => Promise<CommandHandlers>): CommandHandlers {
  const handlers = once(load);
  const handlerOf = (name: string) => async (argument?: never) => {
    const handler = (await handlers())[name];
    if (!handler) {
      throw new Error(`There is no command ${name}`);
    }
    return handler(argument);
  };
  return Object.fromEntries(names.map((name) => [name, handlerOf(name)]));
}

/** Runs a command, with one error boundary around all of them. Never rejects. */
export async function runCommand(
  context: { readonly log: vscode.LogOutputChannel; readonly notify: Notifications },
  handlers: CommandHandlers,
  name: string,
  argument?: never,
): Promise<void> {
  try {
    const handler = handlers[name];
    if (!handler) {
      throw new Error(`There is no command ${name}`);
    }
    await handler(argument);
  } catch (error) {
    reportFailure(context, name, error);
  }
}

/**
 * Tells the user in one sentence, and the log of `what` it was and why. Does not wait until the user has read it.
 *
 * @param sentence puts the failure's message into words that name what the user wanted
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
