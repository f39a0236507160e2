import { t } from '@vscode/l10n';
import { listOf } from '../../core/lists.js';
import { oneLine } from '../../core/text.js';
import type { InputProblem } from '../templates/inputs.js';

/* The texts of managing the integrations of a server. Texts of a server's templates are passed in as they are. */

export const createTitle = (server: string): string => t('Create Integration on {0}', oneLine(server, 60));
export const editTitle = (name: string): string => t('Edit {0}', oneLine(name, 60));
export const pickStart = (): string => t('Start with');
export const fromTemplate = (): string => t('A Template of the Server');
export const fromJson = (): string => t('JSON');
export const fromJsonDetail = (): string =>
  t('The body of a request to the API of Connect: template, name and config.');
export const fromLocal = (): string => t('Local integration');
export const pasteJson = (): string => t('Paste the JSON, with template, name and config.');
export const jsonWrong = (): string => t('This is not JSON with a "template" and a "config".');
export const templateMissing = (template: string): string =>
  t('This server has no template {0}. Pick one of its own.', oneLine(template, 60));

export const pickTemplate = (): string => t('Pick the template');
export const registerRedirectUri = (): string =>
  t('Register this redirect URI at the provider: the button above copies it. Then press Enter.');
export const registerBothUris = (): string =>
  t(
    'Register this redirect URI at the provider: the first button above copies it. The second one copies that of Posit Workbench, so that one application can serve both. Then press Enter.',
  );
export const redirectUriFixed = (): string => t('The redirect URI is the server’s, and cannot be changed.');
export const copyRedirectUri = (): string => t('Copy Redirect URI of Posit Connect');
export const copyWorkbenchUri = (): string => t('Copy Redirect URI of Posit Workbench');
export const redirectUriCopied = (): string => t('Copied the redirect URI');

export const yes = (): string => t('Yes');
export const no = (): string => t('No');

/** @param value of a choice, as the user sees it */
export const shownValue = (value: string | number | boolean | undefined): string =>
  typeof value === 'boolean' ? (value ? yes() : no()) : String(value ?? '');

/** Of a secret that the server has, and does not show. */
export const hidden = (): string => t('hidden');
export const notSet = (): string => t('not set');

/** A label alone, as a prompt. */
export const sentence = (label: string): string => t('{0}.', label);

export const multiline = (): string => t('For text of several lines, enter the path of a file that contains it.');
export const fileUnreadable = (file: string): string => t('The file {0} cannot be read.', oneLine(file, 200));

/** @param label of an input */
export function wrongInput(label: string, problem: InputProblem): string {
  if (problem.kind === 'pattern' && problem.requirement !== undefined) {
    return `${oneLine(label, 60)}: ${oneLine(problem.requirement, 300)}`;
  }
  return t('{0} cannot have this value.', oneLine(label, 60));
}

export const enterName = (): string => t('The name, which people see when they sign in.');
export const nameMissing = (): string => t('Enter a name.');
export const name = (): string => t('Name');
export const enterDescription = (): string => t('The description: what the integration is for. It may be empty.');
export const description = (): string => t('Description');

export const checkValues = (): string => t('Check the values, or pick one to change it');
export const keepValues = (): string => t('Continue with These Values');
export const createQuestion = (label: string, server: string): string =>
  t('Create the integration {0} on {1}?', oneLine(label, 60), oneLine(server, 60));
export const create = (): string => t('Create');
export const created = (label: string): string => t('Created the integration {0}.', oneLine(label, 60));
export const pkceIsOff = (): string =>
  t(
    'PKCE is turned off, so an attacker who intercepts a sign-in could use it. Turn it on if the provider supports it.',
  );

export const pkceQuestion = (): string => t('Turn off PKCE?');
export const turnPkceOff = (): string => t('Turn Off');

export const pickToEdit = (): string => t('Edit Integration');
export const pickToDelete = (): string => t('Delete Integration');
export const pickToAssociate = (): string => t('Associate with Content');
export const whichIntegration = (): string => t('Integration of a Posit Connect server');

/** @param role that the command requires */
export const noneOffered = (role: 'publisher' | 'administrator'): string =>
  role === 'publisher'
    ? t(
        'There are no integrations for this. Sign in to a Posit Connect server in the view, with an account that has the role publisher or administrator.',
      )
    : t(
        'There are no integrations for this. Sign in to a Posit Connect server in the view, with an account that has the role administrator.',
      );

export const pickField = (): string => t('Pick what to change');
export const nothingChanged = (): string => t('Nothing has changed.');
export const changed = (label: string): string => t('Changed the integration {0}.', oneLine(label, 60));

export const deleteQuestion = (label: string): string => t('Delete the integration {0}?', oneLine(label, 60));
export function deleteDetail(contentCount: number | undefined): string {
  switch (contentCount) {
    case undefined:
      return t('Content that uses it no longer gets tokens.');
    case 0:
      return t('No content uses it.');
    case 1:
      return t('One content item uses it, and no longer gets tokens.');
    default:
      return t('{0} content items use it, and no longer get tokens.', contentCount);
  }
}
export const deleteButton = (): string => t('Delete');

export const associateTitle = (label: string): string => t('Associate {0} with Content', oneLine(label, 60));
export const searchContent = (): string => t('Type to search your content');
export const alreadyAssociated = (content: string): string =>
  t('{0} uses this integration already.', oneLine(content, 60));
export const associateQuestion = (content: string): string =>
  t('Change the integrations of {0}?', oneLine(content, 60));
export const associateButton = (): string => t('Change');
export const associated = (content: string): string => t('{0} now uses the integration.', oneLine(content, 60));

/** @param names of integrations, before and after */
export const associateDetail = (before: readonly string[], after: readonly string[]): string =>
  [t('Before: {0}', integrationsOf(before)), t('After: {0}', integrationsOf(after))].join('\n');

export const replacesOthers = (): string =>
  t('This version of Posit Connect allows one integration for each content item: the others are removed.');

function integrationsOf(names: readonly string[]): string {
  return names.length === 0 ? t('no integration') : listOf(names.map((each) => oneLine(each, 60)));
}
