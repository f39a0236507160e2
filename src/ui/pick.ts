import * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { signInTargetsOf } from '../core/snapshot.js';
import type { Action, Integration } from '../core/integration.js';
import * as messages from './messages.js';
import { nameOf, summaryOrStatus, withDuplicateMark } from './viewMessages.js';
import type { Notifications } from './notifications.js';

interface PickServices {
  readonly catalog: Catalog;
  readonly notify: Notifications;
}

/**
 * Lets the user pick one of the integrations that offer an action. Returns `undefined` if the user cancels, or if there is
 * none: then it calls `nothing`, or shows why there are no integrations at all.
 */
export async function pickIntegration(
  services: PickServices,
  action: Action,
  placeHolder: string,
  nothing: () => void,
): Promise<Integration | undefined> {
  const { catalog } = services;
  // To sign in where that is waiting opens the page again.
  const offered = action === 'signIn' ? [action, 'cancelSignIn'] : [action];
  const applicable = catalog.signInTargets.filter(({ actions }) => actions.some((each) => offered.includes(each)));
  if (applicable.length === 0 && catalog.signInTargets.length > 0) {
    nothing();
    return undefined;
  }
  return pickFrom(services, applicable, placeHolder);
}

/** Lets the user pick an integration, whatever it offers. Returns `undefined` if the user cancels, or if there is none. */
export function pickAny(services: PickServices, placeHolder: string): Promise<Integration | undefined> {
  return pickFrom(services, services.catalog.signInTargets, placeHolder);
}

async function pickFrom(
  services: PickServices,
  integrations: readonly Integration[],
  placeHolder: string,
): Promise<Integration | undefined> {
  const { catalog } = services;
  if (integrations.length > 0) {
    const items = itemsOf(catalog, integrations);
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.integration;
  }
  if (!catalog.isLoading) {
    explainEmpty(services);
  }
  return undefined;
}

/** Shows a message with a button that lets the user sign in to an integration. */
export function offerSignIn(notify: Notifications, message: string): void {
  offer(notify, message, messages.signIn(), 'signInToIntegration');
}

/** Adds the name of the source if several sources have integrations. */
export function itemsOf(catalog: Catalog, integrations: readonly Integration[]) {
  const shown = catalog.snapshot.filter((source) => signInTargetsOf(source).length > 0);
  return integrations.map((integration) => {
    const status = withDuplicateMark(integration, summaryOrStatus(integration));
    const source = shown.length > 1 ? shown.find(({ id }) => id === integration.source) : undefined;
    return {
      label: messages.escapeIcons(nameOf(integration)),
      description: messages.escapeIcons(source ? `${source.label} · ${status}` : status),
      integration,
    };
  });
}

function explainEmpty({ catalog, notify }: PickServices): void {
  const failed = catalog.snapshot.find(({ error }) => error && error.failure !== 'unavailable');
  if (failed?.error) {
    offer(notify, failed.error.message, messages.showLog(), 'showLog');
    return;
  }
  const advice = catalog.sources.flatMap(({ id, emptyAdvice }) =>
    catalog.snapshot.some((source) => source.id === id && !source.error) ? (emptyAdvice ?? []) : [],
  );
  offer(notify, advice.join(' '), messages.addIntegration(), 'addIntegration');
}

/** Not awaited: the user may never respond. */
function offer(notify: Notifications, message: string, button: string, command: string): void {
  void notify.information(message, button).then((answer) => {
    return answer === button ? vscode.commands.executeCommand(`availableCredentials.${command}`) : undefined;
  });
}
