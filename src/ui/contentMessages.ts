import { t } from '@vscode/l10n';
import { type ContentChoice, isForAws, isForContent, noAwsCredentials } from '../core/contentChoices.js';
import { CredentialError } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';

/* Texts about content under development. They are functions, since the language is known only after activation. */

export const useForContent = ({ label }: Integration): string => t('Use {0} for Content', oneLine(label));

export const choosePrompt = (integration: Integration): string =>
  isForContent(integration) && integration.authType !== 'Visitor API Key'
    ? t('Which integration answers here in its place')
    : t('How content in this workspace asks for it');

export const asItself = (): string => t('By Its Own Integration ID');

export const contentAsksFor = (guid: string): string => t('Content asks for {0}', guid);

export const answersFor = (asked: Integration, answeredBy: Integration): string =>
  t('Content asks for {0} and gets the token of {1}', oneLine(asked.label, 60), oneLine(answeredBy.label, 60));

export function choiceDescription(isChosen: boolean, isSuggested: boolean): string {
  return [...(isChosen ? [t('in use')] : []), ...(isSuggested ? [t('same client and scopes')] : [])].join(' · ');
}

export const stopUsing = (): string => t('Stop Using It for Content');

export const noLongerUsed = ({ label }: Integration): string =>
  t('Content in this workspace no longer uses {0}.', oneLine(label));

export function isUsed({ use, answeredBy, insteadOf }: ContentChoice): string {
  const name = oneLine(use.name);
  if (!answeredBy) {
    return t('Content in this workspace now uses {0}.', name);
  }
  return insteadOf
    ? t('Content in this workspace that asks for {0} now gets the token of {1}.', name, oneLine(answeredBy.label))
    : t('Content in this workspace now uses {0}.', name);
}

export const openTerminal = (): string => t('Open Terminal as on Posit Connect');

export const terminalName = (): string => t('As on Posit Connect');

export const pickPlaceholder = (): string => t('Select an integration to use for content under development');

export const nothingToUse = (): string =>
  t(
    'There is no integration that content could use. To add one, run Posit Workbench: Add Integration… in the command palette.',
  );

export const noneAnswers = (integration: Integration): string =>
  isForAws(integration)
    ? noAwsCredentials(integration.label)
    : t(
        'No integration of this window can answer for {0}. Add a local integration with the same client and scopes: Posit Workbench: Add Integration….',
        oneLine(integration.label),
      );

export const notServed = (): CredentialError =>
  new CredentialError(
    'unavailable',
    t(
      'Content gets no credentials here: credentials in terminals are turned off, or there is no integration yet. Run Posit Workbench: Turn Credentials in Terminals On or Off, or Posit Workbench: Add Integration….',
    ),
  );

export const openAsViewer = (): string => t('Open App as Viewer');

export const openAsAnotherViewer = (): string => t('Open App as Another Viewer');

export const portPrompt = (): string =>
  t('The port or the address of the running app, such as 8000 or http://127.0.0.1:8501');

export const wrongPort = (): string => t('Enter a number from 1 to 65535, or the address of an app on this machine.');

export const viewerPrompt = (): string => t('The name of the viewer that the app sees. Access tokens are still yours.');

export const noViewerName = (): string => t('Enter a name.');

export const groupsPrompt = (): string => t('The groups of the viewer, separated by commas; may be empty');

export const viewedAs = (name: string, author: string): string =>
  t('The app sees {0}. The access tokens that it gets are still those of {1}.', oneLine(name), oneLine(author));

/* In a row there is little room: our words come first and are short, since what comes last is cut off. */

export const usedForContent = (): string => t('For Content');

export const usedAsItself = (): string => t('By its own ID');

export const usedInstead = (name: string, guid: string): string =>
  t('as {0} ({1})', oneLine(name, 60), oneLine(guid, 60));

export const usedByAnother = (label: string): string => t('Answered by {0}', oneLine(label, 60));

export const viewersLabel = (): string => t('Viewed As');

export const tokenOwnerLabel = (): string => t('Token Of');

/** @param names of viewers that an app sees */
export const viewers = (names: readonly string[]): string =>
  oneLine(listOf(names.map((name) => oneLine(name, 40))), 200);
