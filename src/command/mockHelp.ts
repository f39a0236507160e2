import { t } from '@vscode/l10n';
import { examples } from './help.js';

/* The texts of `credentials connect mock --help`: see help.ts. */

export const mock = (): string =>
  t(
    'Run a command, such as the tests of content, with made-up answers in place of those of Posit Connect. It gets no real token, and needs no editor window.',
  );

export const tokenOption = (): string =>
  t('access token to answer with; not a real one, since others can read arguments');

export const errorOption = (): string =>
  t('answer with an error of Connect instead of a token (212 if not given: no integration is associated)');

export const answersOption = (): string =>
  t('JSON file with answers: one after the other, or by kind, audience, resource and scope');

export const logOption = (): string => t('write a line of JSON for each request to this file, without secrets');

export const wrongToken = (): string => t('It must be visible ASCII characters.');

export const wrongError = (): string =>
  t('It must be a number from 1 to 9999. Write -- between --error and the command.');

export const mockExamples = (): string =>
  examples(
    'credentials connect mock -- pytest',
    'credentials connect mock --error 220 -- pytest tests/test_signed_out.py',
    "credentials connect mock --r-without-shiny --answers answers.json --log requests.jsonl -- Rscript -e 'devtools::test()'",
  );
