import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';

/* Texts about credentials in notebooks. They are functions, since the language is known only after activation. */

export const used = (): string => t('Code in this notebook now gets your access tokens, until its kernel restarts.');

export const usedAlways = (): string =>
  t('Code in this notebook gets your access tokens, also after its kernel restarts.');

export const repeat = (): string => t('Repeat After Restarts');

export const repeatNoMore = (): string => t("Don't Repeat");

export const insertCell = (): string => t('Insert Credentials Cell');

export const cellInserted = (): string =>
  t(
    'Run the cell that begins with # Available Credentials: code in this notebook then gets your access tokens. If it stops working later, insert the cell again.',
  );

export const noNotebook = (): CredentialError =>
  new CredentialError('unavailable', t('No notebook is open. Open a notebook of Python or R, then try again.'));

export const inSession = (): string =>
  t('Code in this notebook gets access tokens from Posit Workbench. There is nothing to set up.');

export const notServed = (): CredentialError =>
  new CredentialError(
    'unavailable',
    t(
      'Notebooks get no access tokens here: credentials in terminals are turned off, or there is no integration yet. Run Posit Workbench: Turn Credentials in Terminals On or Off, or Posit Workbench: Add Integration….',
    ),
  );

export const noJupyter = (): string =>
  t('The Jupyter extension is not installed or is too old. A cell in the notebook can do the same.');

export const noKernel = (): string =>
  t(
    'The kernel of this notebook is not running, or you have not allowed Available Credentials to use it. Run a cell of the notebook, then try again.',
  );

export const notAllowed = (): string =>
  t(
    'You have not allowed Available Credentials to use the kernels of notebooks. Run Jupyter: Manage Access To Jupyter Kernels to allow it. A cell in the notebook can do the same.',
  );

export const waitingForKernel = (): string => t("Waiting for this notebook's kernel…");

export const otherLanguage = (language: string): CredentialError =>
  new CredentialError(
    'unavailable',
    t('This is possible in notebooks of Python and R, and not in {0}.', oneLine(language, 40)),
  );

export const kernelFailed = (cause?: unknown): CredentialError =>
  new CredentialError(
    'unavailable',
    t(
      'The kernel of this notebook could not run the code that sets its environment variables. Restart the kernel, then try again.',
    ),
    { cause },
  );
