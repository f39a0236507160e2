import { t } from '@vscode/l10n';
import type { SourceSnapshot } from './catalog.js';
import type { Integration } from './integration.js';
import type { FailedSignIn } from './signIns.js';
import type { CredentialSource } from './source.js';
import { oneLine } from './text.js';

/** How many integrations with a problem are listed. */
const MAX_PROBLEMS = 20;

/** Longest text of what is wrong with one, in characters. */
const MAX_DETAIL_LENGTH = 2_000;

/** What the user can do about what is known of a source, in lines: the first of them is a sentence. */
export function nextStepsOf(
  { emptyAdvice }: CredentialSource,
  snapshot: SourceSnapshot | undefined,
  failedSignIns: readonly FailedSignIn[],
): readonly string[] {
  const { integrations, error } = snapshot ?? {};
  if (error) {
    return [error.failure === 'unavailable' ? t('Nothing: {0}', error.message) : error.message];
  }
  if (!integrations) {
    return [t('Nothing has been asked yet. Open the view Available Credentials, then show the diagnostics again.')];
  }
  if (integrations.length === 0) {
    return [emptyAdvice ?? t('Nothing: there are no integrations.')];
  }
  const steps = [
    ...problemsOf(integrations),
    ...(failedSignIns.some((failed) => isOpen(failed, integrations)) ? [t('See the failed sign-ins at the end.')] : []),
  ];
  return steps.length > 0 ? steps : [t('Nothing: the last refresh succeeded.')];
}

/** The integrations that can't be used, each with the reason. */
function problemsOf(integrations: readonly Integration[]): readonly string[] {
  const problems = integrations.flatMap(({ label, status }) =>
    status.kind === 'configurationError'
      ? [t('{0}: {1}', oneLine(label), oneLine(status.detail, MAX_DETAIL_LENGTH))]
      : [],
  );
  const left = problems.length - MAX_PROBLEMS;
  return problems.length === 0
    ? []
    : [
        t('Correct these integrations, or ask your administrator to do so:'),
        ...problems.slice(0, MAX_PROBLEMS),
        ...(left > 0 ? [t('and {0} more', left)] : []),
      ];
}

/** Whether the user still is not signed in to one of these integrations after a failed sign-in. */
function isOpen({ id }: FailedSignIn, integrations: readonly Integration[]): boolean {
  return integrations.some((each) => each.id === id && !isSignedIn(each));
}

export function isSignedIn({ status }: Integration): boolean {
  return status.kind === 'authenticated';
}
