import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import type { CreatedIntegration } from '../core/serverAccess.js';
import { oneLine } from '../core/text.js';

/* What the command says about integrations of Posit Connect servers. */

export const noServerIntegrations = (): string => t('The server has no integrations that you may use.');

/** On standard output, with a line for each fact. @param server the name of the server */
export function created({ label, guid, redirectUri }: CreatedIntegration, server: string): string {
  return [
    t('Created the integration {0} on {1}.', oneLine(label, 60), oneLine(server, 60)),
    t('Integration ID: {0}', oneLine(guid, 60)),
    ...(redirectUri === undefined
      ? []
      : [t('Redirect URI to register at the OAuth provider: {0}', oneLine(redirectUri, 300))]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

export const pkceIsOff = (): string =>
  t(
    'PKCE is turned off, so an attacker who intercepts a sign-in could use it. Turn it on if the provider supports it.',
  );

/** The window has sent no integration that can be shown. */
export function noIntegration(): CredentialError {
  return new CredentialError(
    'protocol',
    t(
      'The answer of the editor window of this terminal could not be understood. Look in the view Available Credentials whether the integration was created, and update the extension.',
    ),
  );
}

export const expectedInFile = (): string => t('It must contain template, name and config.');
