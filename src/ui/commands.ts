import * as vscode from 'vscode';
import { asCredentialError, type CredentialError, errorChain } from '../core/errors.js';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { Refresher } from '../core/refresher.js';
import type { SignIns } from '../core/signIns.js';
import type { CredentialSource } from '../core/source.js';
import { oneLine } from '../core/text.js';
import { type CredentialsView, VIEW_ID } from './credentialsView.js';
import * as messages from './messages.js';
import type { Detail } from './rows.js';

export interface CommandContext {
  readonly catalog: Catalog;
  readonly refreshers: ReadonlyMap<CredentialSource, Refresher>;
  readonly signIns: SignIns;
  readonly view: CredentialsView;
  readonly log: vscode.LogOutputChannel;
}

/** Registers every command that the manifest contributes. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  const { log, view, signIns } = context;
  const handlers: Readonly<Record<string, (row: never) => unknown>> = {
    // One in the toolbar, one in the palette: their titles differ.
    refresh: () => view.reveal(),
    refreshView: () => view.reveal(),
    showLog: () => log.show(),
    signIn: (integration: Integration) => signIn(context, integration),
    signOut: (integration: Integration) => signOut(context, integration),
    cancelSignIn: (integration: Integration) => signIns.cancel(integration),
    signInToIntegration: () => pickAnd(context, 'signIn'),
    signOutOfIntegration: () => pickAnd(context, 'signOut'),
    copyValue: (detail: Detail) => vscode.env.clipboard.writeText(detail.value ?? ''),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) =>
      vscode.commands.registerCommand(`availableCredentials.${name}`, async (row: never) => {
        try {
          await handler(row);
        } catch (error) {
          report(context, name, error, ({ message }) => message);
        }
      }),
    ),
  );
}

async function signIn(context: CommandContext, integration: Integration): Promise<void> {
  try {
    const outcome = await context.signIns.signIn(integration, (instruction) => {
      void vscode.window.showInformationMessage(instruction);
    });
    if (outcome === 'timedOut') {
      offerAgain(context, integration);
    } else if (outcome === 'gone') {
      void vscode.window.showWarningMessage(messages.integrationGone(integration));
    }
  } catch (error) {
    report(context, `sign-in, ${integration.id}`, error, (failure) => messages.signInFailed(integration, failure));
  }
}

/** Not awaited: the question may stay unanswered for ever. */
function offerAgain(context: CommandContext, integration: Integration): void {
  const tryAgain = messages.tryAgain();
  void vscode.window.showWarningMessage(messages.signInTimedOut(integration), tryAgain).then((answer) => {
    if (answer === tryAgain) {
      return signIn(context, integration);
    }
    return undefined;
  });
}

async function signOut(context: CommandContext, integration: Integration): Promise<void> {
  const source = context.catalog.sources.find(({ id }) => id === integration.source);
  if (!source) {
    return;
  }
  await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, async () => {
    try {
      const { instruction } = await source.signOut(integration, new AbortController().signal);
      if (instruction !== undefined) {
        void vscode.window.showInformationMessage(instruction);
      }
    } catch (error) {
      report(context, `sign-out, ${integration.id}`, error, (failure) => messages.signOutFailed(integration, failure));
    }
    await context.refreshers.get(source)?.refresh();
  });
}

/** Lets the user pick one of the integrations to which an action applies, and does it. */
async function pickAnd(context: CommandContext, action: 'signIn' | 'signOut'): Promise<void> {
  await context.view.reveal();
  const applicable = context.catalog.integrations.filter(({ actions }) => actions.includes(action));
  if (applicable.length === 0) {
    void vscode.window.showInformationMessage(nothingToPick(context.catalog, action));
    return;
  }
  const items = applicable.map((integration) => ({
    label: messages.nameOf(integration),
    description: messages.statusText(integration.status),
    integration,
  }));
  const placeHolder = action === 'signIn' ? messages.pickToSignIn() : messages.pickToSignOut();
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  if (picked) {
    await (action === 'signIn' ? signIn : signOut)(context, picked.integration);
  }
}

function nothingToPick(catalog: Catalog, action: 'signIn' | 'signOut'): string {
  if (catalog.integrations.length > 0) {
    return action === 'signIn' ? messages.signedInToAll() : messages.signedInToNone();
  }
  return catalog.snapshot.find(({ error }) => error)?.error?.message ?? messages.noIntegrations();
}

/** Tells the user in one sentence, and the log of `what` it was and why. Does not wait until the user has read it. */
function report(
  context: CommandContext,
  what: string,
  thrown: unknown,
  sentence: (error: CredentialError) => string,
): void {
  const error = asCredentialError(thrown, messages.unexpected());
  context.log.error(`${oneLine(what)}: ${errorChain(error)}`);
  const showLog = messages.showLog();
  void vscode.window.showErrorMessage(sentence(error), showLog).then((answer) => {
    if (answer === showLog) {
      context.log.show();
    }
  });
}
