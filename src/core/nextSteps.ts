import { t } from '@vscode/l10n';
import type { SourceSnapshot } from './snapshot.js';
import type { Integration } from './integration.js';
import type { FailedSignIn } from './signIns.js';
import type { CredentialSource } from './source.js';
import { oneLine } from './text.js';

/** How many integrations with a problem are listed. */
const MAX_PROBLEMS = 20;

/** Longest description of a problem, in characters. */
const MAX_DETAIL_LENGTH = 2_000;

/** What the user can do next about a source, as lines. The first line is a sentence. */
export function nextStepsOf(
  { emptyAdvice }: CredentialSource,
  snapshot: SourceSnapshot | undefined,
  failedSignIns: readonly FailedSignIn[],
): readonly string[] {
  const { integrations, error } = snapshot ?? {};
  if (error) {
    return [error.failure === 'unavailable' ? t('Nothing to do: {0}', error.message) : error.message];
  }
  if (!integrations) {
    return [t('Nothing has been loaded yet. Open the view Available Credentials, then show the diagnostics again.')];
  }
  if (integrations.length === 0) {
    return [emptyAdvice ?? t('Nothing to do: there are no integrations.')];
  }
  const steps = [
    ...problemsOf(integrations),
    ...(failedSignIns.some((failed) => isUnresolved(failed, integrations))
      ? [t('See the failed sign-ins at the end of this report.')]
      : []),
  ];
  return steps.length > 0 ? steps : [t('Nothing to do: the last refresh succeeded.')];
}

/** The integrations that can't be used, with the reasons. */
function problemsOf(integrations: readonly Integration[]): readonly string[] {
  const problems = integrations.flatMap(({ label, status }) =>
    status.kind === 'configurationError'
      ? [t('{0}: {1}', oneLine(label), oneLine(status.detail, MAX_DETAIL_LENGTH))]
      : [],
  );
  const omitted = problems.length - MAX_PROBLEMS;
  return problems.length === 0
    ? []
    : [
        t('Correct these integrations, or ask your administrator to do so:'),
        ...problems.slice(0, MAX_PROBLEMS),
        ...(omitted > 0 ? [t('and {0} more', omitted)] : []),
      ];
}

/** Whether the user is still not signed in to the integration whose sign-in failed. */
function isUnresolved({ id }: FailedSignIn, integrations: readonly Integration[]): boolean {
  return integrations.some((each) => each.id === id && !isSignedIn(each));
}

export function isSignedIn({ status }: Integration): boolean {
  return status.kind === 'authenticated';
}
