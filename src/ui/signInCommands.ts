import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import type { Integration } from '../core/integration.js';
import type { SignInOutcome, SignIns } from '../core/signIns.js';
import type { SignOuts } from '../core/signOuts.js';
import type { Instruct, SignInOptions } from '../core/source.js';
import { type CommandHandlers, reportFailure } from './commands.js';
import type { CredentialsView } from './credentialsView.js';
import type { Instructions } from './instructions.js';
import { VIEW_ID } from './lazyTree.js';
import * as messages from './messages.js';
import type { NextStep } from './nextStep.js';
import type { Notifications } from './notifications.js';
import { offerSignIn, pickIntegration } from './pick.js';
import type { IntegrationCommandRow as Row } from './rows.js';

export interface SignInContext {
  readonly catalog: Catalog;
  readonly signIns: SignIns;
  readonly signOuts: SignOuts;
  readonly instructions: Instructions;
  readonly nextStep: Pick<NextStep, 'offer'>;
  readonly view: Pick<CredentialsView, 'showAndRefresh'>;
  readonly notify: Notifications;
  readonly log: vscode.LogOutputChannel;
}

/** The commands of the view and its rows. */
export function signInCommands(context: SignInContext): CommandHandlers {
  const { log, view, signIns } = context;
  return {
    // Two commands with different titles: one for the palette, one for the toolbar.
    refresh: () => view.showAndRefresh(),
    refreshView: () => view.showAndRefresh(),
    showLog: () => log.show(),
    signIn: (row?: Row) => (row ? signInFromView(context, row.integration) : pickToSignIn(context)),
    signInWithDeviceCode: (row?: Row) =>
      row ? signInFromView(context, row.integration, { withDeviceCode: true }) : pickToSignIn(context, true),
    signOut: (row?: Row) => (row ? signOut(context, row.integration) : pickToSignOut(context)),
    openSignInPageAgain: (row?: Row) => row && signInFromView(context, row.integration),
    cancelSignIn: async (row?: Row) => {
      const integration = row?.integration ?? (await pickToCancel(context));
      if (integration) {
        signIns.cancel(integration);
      }
    },
    signInToIntegration: () => pickToSignIn(context),
    signOutOfIntegration: () => pickToSignOut(context),
  };
}

/** Signs in, and then offers the next step, which another extension that wants a token does not need. */
async function signInFromView(
  context: SignInContext,
  integration: Integration,
  options?: SignInOptions,
): Promise<void> {
  if ((await signIn(context, integration, options)) === 'signedIn') {
    void context.nextStep.offer(integration);
  }
}

/** Signs in, and tells the user if that fails. Returns how it ended; `undefined` if it could not begin. */
export async function signIn(
  context: SignInContext,
  integration: Integration,
  options?: SignInOptions,
): Promise<SignInOutcome | undefined> {
  try {
    const cancel = () => context.signIns.cancel(integration);
    const instruct = instructor(context, messages.signInIsNoticed(), cancel);
    const outcome = await context.signIns.signIn(integration, instruct, options);
    reportOutcome(context, integration, outcome);
    return outcome;
  } catch (error) {
    reportFailure(context, `sign-in, ${integration.id}`, error, (failure) =>
      messages.signInFailed(integration, failure),
    );
    return undefined;
  }
}

/** Resumes the sign-ins that were pending when the window was reloaded, and reports their outcomes. */
export function resumeSignIns(context: SignInContext): void {
  context.signIns.resume((id, outcome) => {
    const integration = context.catalog.signInTargets.find((each) => each.id === id);
    if (integration) {
      reportOutcome(context, integration, outcome);
      if (outcome === 'signedIn') {
        void context.nextStep.offer(integration);
      }
    }
  });
}

function reportOutcome(context: SignInContext, integration: Integration, outcome: SignInOutcome): void {
  if (outcome === 'timedOut') {
    offerRetry(context, integration);
  } else if (outcome === 'gone') {
    void context.notify.warning(messages.integrationGone(integration));
  }
}

/** Not awaited: the user may never respond. */
function offerRetry(context: SignInContext, integration: Integration): void {
  const tryAgain = messages.tryAgain();
  void context.notify.warning(messages.signInTimedOut(integration), tryAgain).then((answer) => {
    // The user may have signed in elsewhere in the meantime.
    const now = context.catalog.signInTargets.find(({ id }) => id === integration.id);
    return answer === tryAgain && now?.actions.includes('signIn') ? signInFromView(context, now) : undefined;
  });
}

/**
 * Shows what to do by hand in a dialog before it opens the page, which may cover this window, and in a notification from
 * then on.
 *
 * @param cancel called when the user cancels
 */
function instructor({ instructions }: SignInContext, detail: string, cancel: () => void): Instruct {
  return async (instruction, page, ended) => {
    if (page && !(await instructions.offer(instruction, detail, page.button))) {
      cancel();
      return;
    }
    await page?.open();
    instructions.show(instruction, ended, cancel);
  };
}

/** Signs out, and tells the user if that fails. */
export async function signOut(context: SignInContext, integration: Integration): Promise<void> {
  const cancel = () => context.signOuts.cancel(integration);
  const instruct = instructor(context, messages.signOutIsNoticed(), cancel);
  await vscode.window.withProgress({ location: { viewId: VIEW_ID } }, async () => {
    try {
      await context.signOuts.signOut(integration, (instruction, page, ended) =>
        page ? instruct(instruction, page, ended) : void context.notify.information(instruction),
      );
    } catch (error) {
      reportFailure(context, `sign-out, ${integration.id}`, error, (failure) =>
        messages.signOutFailed(integration, failure),
      );
    }
  });
}

async function pickToSignIn(context: SignInContext, withDeviceCode = false): Promise<void> {
  await context.view.showAndRefresh();
  const action = withDeviceCode ? 'signInWithDeviceCode' : 'signIn';
  const picked = await pickIntegration(context, action, messages.pickToSignIn(), () => {
    if (withDeviceCode && context.catalog.signInTargets.some(({ actions }) => actions.includes('signIn'))) {
      offerSignIn(context.notify, messages.noDeviceCode());
    } else {
      void context.notify.information(messages.signedInToAll());
    }
  });
  if (picked) {
    await signInFromView(context, picked, { withDeviceCode });
  }
}

function pickToCancel(context: SignInContext): Promise<Integration | undefined> {
  return pickIntegration(context, 'cancelSignIn', messages.pickToCancel(), () => {
    void context.notify.information(messages.noWaitingSignIn());
  });
}

async function pickToSignOut(context: SignInContext): Promise<void> {
  await context.view.showAndRefresh();
  const picked = await pickIntegration(context, 'signOut', messages.pickToSignOut(), () => {
    void context.notify.information(messages.signedInToNone());
  });
  if (picked) {
    await signOut(context, picked);
  }
}
