import { t } from '@vscode/l10n';

/* The texts of *Forget Local Sign-Ins…*. */

export const forgetTitle = (): string => t('Forget Local Sign-Ins');
export const forget = (): string => t('Forget');
export const forgetting = (): string => t('Forgetting your local sign-ins');

export const whichToForget = (): string => t('Which sign-ins do you want to forget?');
export const allSignIns = (): string => t('All Local Sign-Ins');
export const orphanedSignIns = (): string => t('Only Those of Integrations That Are No Longer in the Settings');

export const forgetAllQuestion = (): string => t('Forget all your local sign-ins?');
export const forgetAllDetail = (): string =>
  t(
    'Tokens are revoked if the server supports that. Tokens, client secrets and registered clients are deleted. You will have to sign in and enter client secrets again, and perhaps to reload other windows. The integrations stay in the settings.',
  );
export const setAsideDetail = (): string =>
  t(
    'This window cannot open the encrypted file. The file is set aside and deleted after 30 days. You will have to sign in and enter client secrets again.',
  );

export const forgetOrphansQuestion = (): string => t('Forget the sign-ins of removed integrations?');
export const forgetOrphansDetail = (): string =>
  t(
    'Their tokens and client secrets are deleted. Tokens cannot be revoked because their servers are no longer in the settings; they remain valid until they expire.',
  );

export const nothingStored = (): string => t('No local sign-ins are stored on this machine.');
export const forgotten = (): string => t('The local sign-ins were deleted.');

export const wasSetAside = (): string => t('The encrypted file was set aside. You can sign in again.');
