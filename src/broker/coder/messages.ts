import { t } from '@vscode/l10n';
import { listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';
import { redactIfUrl } from '../../core/url.js';

/*
 * What programs written for Coder, and the browser of their user, are told. They are functions and not constants, since the
 * language is known only after activation.
 */

export const wrongToken = (): string =>
  t(
    'The request does not carry the agent token of this editor window. Start the program in a terminal that is opened with Posit Workbench: Open Terminal as in Coder, or with credentials coder run.',
  );

export const unknownPath = (): string =>
  t('The editor answers only the calls of Coder for external authentication: this one exists in Coder, but not here.');

export const wrongVerb = (): string => t('Use GET.');

export const neitherIdNorMatch = (): string => t('The request names no integration. Send either id or match.');

export const bothIdAndMatch = (): string => t('The request has both id and match. Send either id or match.');

export const unknownProvider = (id: string): string =>
  t(
    'This editor window has no integration {0}. Use a name or an Integration ID of the view Available Credentials, or give an integration this name with the setting availableCredentials.broker.coderAliases.',
    oneLine(redactIfUrl(id), 60),
  );

/** @param target what the alias stands for */
export const unknownTarget = (alias: string, target: string): string =>
  t(
    'The setting availableCredentials.broker.coderAliases gives {0} to {1}, but this editor window has no such integration. Correct the setting: use a name or an Integration ID of the view Available Credentials.',
    oneLine(alias, 60),
    oneLine(target, 60),
  );

export const severalProviders = (id: string, ids: readonly string[]): string =>
  t(
    'Several integrations are called {0}. Use the Integration ID of one: {1}.',
    oneLine(id, 60),
    oneLine(listOf(ids), 300),
  );

export const unknownHost = (host: string): string =>
  t('No integration of this editor window is for {0}. Add the host to git_hosts of an integration.', oneLine(host, 80));

/** @param problem a sentence */
export const misconfigured = (label: string, problem: string): string =>
  t('{0} is not configured correctly: {1}', oneLine(label), oneLine(problem, 300));

export const noToken = (label: string): string => t('There is no access token of {0} at the moment.', oneLine(label));

export const seeLog = (): string => t('See the log of Available Credentials in the editor for the cause.');

export const titles = {
  notSignedIn: (): string => t('You are not signed in'),
  continueInWindow: (): string => t('Continue in your editor'),
  signedIn: (): string => t('You are signed in'),
  redirected: (): string => t('Signing in…'),
};

export const usedLink = (): string =>
  t('This link was used before, or it has expired. Run your program again to get another one.');

export const gone = (): string =>
  t('The integration no longer exists. Look at the view Available Credentials in your editor.');

export const continueInWindow = (label: string): string =>
  t('Your editor continues the sign-in to {0}. You can close this page.', oneLine(label));

export const signedIn = (label: string): string =>
  t('Your programs get the tokens of {0}. You can close this page.', oneLine(label));

export const redirected = (label: string): string => t('Your browser continues at {0}.', oneLine(label));
