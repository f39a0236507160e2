import { t } from '@vscode/l10n';
import { CredentialError } from '../core/errors.js';
import { listOf } from '../core/lists.js';
import { oneLine } from '../core/text.js';

/* The problems of a list and its integrations. In a file of their own, since they are needed for each list. */

export function noIntegrations(): string {
  return t('No OAuth integrations are configured in Posit Workbench. Ask your administrator to add one.');
}

/** A response in which `field` is missing or of the wrong type; without `field`, the response as a whole. */
export function malformed(field?: string, cause?: unknown): CredentialError {
  return new CredentialError(
    'protocol',
    field === undefined
      ? t("Workbench's response could not be understood: it is not a JSON object. Contact your administrator.")
      : t("Workbench's response could not be understood: {0} is missing or wrong. Contact your administrator.", field),
    { cause },
  );
}

export function tooMany(most: number): CredentialError {
  return new CredentialError(
    'protocol',
    t('Workbench sent more than {0} integrations, which is too many to show. Contact your administrator.', most),
  );
}

/** @param cause what was skipped */
export function nothingUsable(cause: string): CredentialError {
  return new CredentialError(
    'protocol',
    t("Nothing in Workbench's list of integrations could be used. Contact your administrator."),
    { cause },
  );
}

export function someSkipped(): string {
  return t(
    "Some integrations may be missing: part of Workbench's response could not be used. Contact your administrator.",
  );
}

export function idMissing(): string {
  return t('Workbench did not send an Integration ID (uid).');
}

export function idWrong(): string {
  return t('Workbench sent an Integration ID (uid) that is not text.');
}

/** The next step for an integration with a configuration error. */
export function askToCorrect(): string {
  return t('Contact your administrator to have this integration corrected.');
}

export function idNotGuid(guid: string): string {
  return t(
    'The Integration ID {0} is not a GUID, so there are no code snippets for it. Contact your administrator.',
    oneLine(guid),
  );
}

export function fieldsIgnored(fields: readonly string[]): string {
  return t(
    'Workbench sent a value of the wrong type for {0}, which is ignored. Contact your administrator.',
    listOf(fields),
  );
}

export function fieldsMissing(fields: readonly string[]): string {
  return t('Workbench did not send {0}. If you cannot sign in, contact your administrator.', listOf(fields));
}
