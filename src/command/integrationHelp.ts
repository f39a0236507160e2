import { t } from '@vscode/l10n';
import { examples } from './help.js';

/* The texts of `credentials connect integrations --help`: see help.ts. */

export const integrations = (): string =>
  t('List the OAuth integrations of a Posit Connect server, and show whether you are signed in to them.');

export const create = (): string =>
  t(
    'Create an OAuth integration on a Posit Connect server, for administrators. Write its Integration ID, and the redirect URI to register at the OAuth provider.',
  );

export const fileOption = (): string =>
  t(
    'JSON file with template, name and config, and optionally description, as in a request to the API of Connect; - reads standard input',
  );

export const integrationsExamples = (): string =>
  examples('credentials connect integrations', 'credentials connect integrations production --output json');

export const createExamples = (): string =>
  examples(
    'credentials connect integrations create --file body.json',
    'credentials connect integrations create production --file - < body.json',
  );
