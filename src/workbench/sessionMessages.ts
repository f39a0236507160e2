import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/* The problems of a session. In a file of their own, since each session is checked. */

/** The first version of Workbench that provides OAuth integrations to code in a session. */
export const MINIMUM_VERSION = '2026.01.0';

export function notInSession(): CredentialError {
  return new CredentialError(
    'unavailable',
    t(
      'This window is not in a Posit Workbench session. To use the integrations of Posit Workbench, open your project in a session.',
    ),
  );
}

export function tooOld(version: string): CredentialError {
  return new CredentialError(
    'unsupported',
    t(
      'This session was started on Posit Workbench {0}, but OAuth integrations require {1} or later. Ask your administrator to upgrade Workbench, then restart the session.',
      oneLine(version, 40),
      MINIMUM_VERSION,
    ),
    { summary: t('Workbench {0}', oneLine(version, 40)) },
  );
}

export function serverAddressMissing(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The address of the server is not set in this session (RS_SERVER_ADDRESS). Ask your administrator to configure launcher-sessions-callback-address.',
    ),
    { summary: t('No server address') },
  );
}

export function serverAddressInvalid(variable: string): CredentialError {
  return new CredentialError(
    'configuration',
    t('{0} in this session is not an http or https URL. Ask your administrator to correct it.', variable),
    { summary: t('Wrong server address') },
  );
}

export function serverUrlMissing(): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The address of Workbench for your browser is not set in this session (RS_SERVER_URL). Open Workbench and go to Settings, Managed Credentials, Custom OAuth.',
    ),
  );
}
