import * as vscode from 'vscode';
import { asCredentialError, type CredentialError, errorChain } from '../core/errors.js';
import type { CredentialSource } from '../core/source.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';
import type { Notifications } from './notifications.js';
import type { IntegrationCommandRow } from './rows.js';

/**
 * What commands do, by their names below `availableCredentials.`. They get what VS Code hands to them: the row of a
 * context menu, the URI of an editor's toolbar, nothing from the palette or a key.
 */
export type CommandHandlers = Readonly<Record<string, (argument?: never) => unknown>>;

/** The commands that sources bring, for a row or from the palette. */
export function sourceCommands(sources: readonly CredentialSource[]): CommandHandlers {
  const handlers: Record<string, (row?: IntegrationCommandRow) => unknown> = {};
  for (const { commands = {} } of sources) {
    for (const [name, run] of Object.entries(commands)) {
      handlers[name] = (row) => run(row?.integration);
    }
  }
  return handlers;
}

/** Registers commands, with one error boundary around all of them. */
export function registerCommands(
  log: vscode.LogOutputChannel,
  notify: Notifications,
  handlers: CommandHandlers,
): vscode.Disposable {
  const registrations = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(`availableCredentials.${name}`, async (argument?: never) => {
      try {
        await handler(argument);
      } catch (error) {
        reportFailure({ log, notify }, name, error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
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
