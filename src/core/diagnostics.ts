import { t } from '@vscode/l10n';
import { abortable } from './abort.js';
import type { Catalog, SourceHistory } from './catalog.js';
import type { SourceSnapshot } from './snapshot.js';
import { padded, widthOf, wrap } from './columns.js';
import { errorChain } from './errors.js';
import { isSignedIn, nextStepsOf } from './nextSteps.js';
import type { Clock } from './ports.js';
import type { FailedSignIn } from './signIns.js';
import type { CredentialSource, DiagnosticFact, DiagnosticSection } from './source.js';
import { oneLine } from './text.js';
import { formatAge, formatTime } from './time.js';

/** Longest value, in characters: enough for an error with all its causes, the last of which is the most specific. */
const MAX_VALUE_LENGTH = 3_200;

/** Longest label that is an integration's name, in characters: leaves room for the value beside it. */
const MAX_LABEL_LENGTH = 30;

/** Longest line, in characters: fits in an editor beside the side bar. */
const MAX_LINE_LENGTH = 80;

/** Milliseconds after which a source's signal is aborted, so that it returns what it has. */
const SOURCE_TIMEOUT = 15_000;

/** Milliseconds that it then has to return. After that, the report leaves it out. */
const SOURCE_DELAY = 1_000;

/**
 * The report for a support request, as plain text: next steps, `environment`, a section for each source, and failed
 * sign-ins. A source that can't report is reported as such. Takes at most 16 seconds.
 *
 * @param environment facts about the editor and the machine
 * @param failedSignIns the last failed sign-in of each integration
 */
export async function diagnosticReport(
  catalog: Catalog,
  clock: Clock,
  environment: readonly DiagnosticSection[],
  failedSignIns: readonly FailedSignIn[] = [],
): Promise<string> {
  const reports = await Promise.all(catalog.sources.map((source) => reportOf(source, clock)));
  const now = clock.now();
  const head = [
    t('Available Credentials: Diagnostics'),
    t(
      'Created at {0}. It contains no cookies, tokens or passwords,\nbut names of integrations, hosts and folders. Review it before you send it to support.',
      formatTime(now),
    ),
  ].join('\n');
  const sections = [
    nextSteps(catalog, failedSignIns),
    ...environment,
    ...catalog.sources.flatMap((source, at) => [...(reports[at] ?? []), refreshes(catalog, source, now)]),
    signInFailures(catalog, failedSignIns, now),
  ];
  return [head, ...sections.map(sectionText)].join('\n\n') + '\n';
}

/** The sections of a source, or the reason why they are missing. */
async function reportOf(source: CredentialSource, clock: Clock): Promise<readonly DiagnosticSection[]> {
  const [timeout, skip] = [new AbortController(), new AbortController()];
  const timers = [
    clock.setTimeout(() => timeout.abort(timeoutError()), SOURCE_TIMEOUT),
    clock.setTimeout(() => skip.abort(timeoutError()), SOURCE_TIMEOUT + SOURCE_DELAY),
  ];
  try {
    return await abortable(skip.signal, () => source.diagnose(timeout.signal));
  } catch (error) {
    return [{ title: source.label, facts: [[t('Not available'), errorChain(error)]] }];
  } finally {
    timers.forEach((timer) => timer.dispose());
  }
}

function timeoutError(): Error {
  return new DOMException('The operation timed out', 'TimeoutError');
}

function sectionText({ title, facts }: DiagnosticSection): string {
  const width = Math.max(0, ...facts.map(([label]) => widthOf(label)));
  const lines = facts.flatMap(([label, value]) =>
    wrap(oneLine(value, MAX_VALUE_LENGTH), MAX_LINE_LENGTH - width - 4).map((part, at) =>
      `  ${padded(at === 0 ? label : '', width)}  ${part}`.trimEnd(),
    ),
  );
  return [title, ...lines].join('\n');
}

function nextSteps(catalog: Catalog, failedSignIns: readonly FailedSignIn[]): DiagnosticSection {
  return {
    title: t('What to do next'),
    facts: catalog.sources.flatMap((source) => {
      const snapshot = catalog.snapshot.find(({ id }) => id === source.id);
      const [first = '', ...more] = nextStepsOf(source, snapshot, failedSignIns);
      return [[source.label, first], ...more.map((line) => ['', line] as const)] as const;
    }),
  };
}

function refreshes(catalog: Catalog, source: CredentialSource, now: number): DiagnosticSection {
  const { lastRefresh, lastFailure } = catalog.history(source);
  const { integrations, error, staleSince } = catalog.snapshot.find(({ id }) => id === source.id) ?? {};
  const noError = t('no error since this window was opened');
  return {
    title: t('{0}: refreshes', source.label),
    facts: [
      [
        t('Last refresh'),
        lastRefresh
          ? t('{0}, took {1} ms', formatAge(lastRefresh.at, now), Math.max(0, lastRefresh.duration))
          : t('no refresh since this window was opened'),
      ],
      [t('Integrations'), integrations ? countsOf(integrations) : t('unknown')],
      ...(staleSince === undefined ? [] : [[t('Last updated'), formatAge(staleSince, now)] as const]),
      ...(lastFailure ? failureFacts(lastFailure, error !== undefined, now) : [[t('Last error'), noError] as const]),
    ],
  };
}

/** Leaves out the message of a resolved failure: its advice no longer applies. */
function failureFacts(
  { at, error }: NonNullable<SourceHistory['lastFailure']>,
  isCurrent: boolean,
  now: number,
): readonly DiagnosticFact[] {
  if (isCurrent) {
    return [
      [t('Last error'), formatAge(at, now)],
      [t('Message'), error.message],
      [t('Causes'), errorChain(error)],
    ];
  }
  return [
    [t('Last error'), t('{0}; resolved: later refreshes succeeded', formatAge(at, now))],
    [t('Kind'), error.failure],
    ...(error.said === undefined ? [] : [[t('Server message'), error.said] as const]),
    ...(error.cause === undefined ? [] : [[t('Causes'), errorChain(error.cause)] as const]),
  ];
}

/** The last failed sign-in of each integration. Cancelled sign-ins are not failures. */
function signInFailures(catalog: Catalog, failedSignIns: readonly FailedSignIn[], now: number): DiagnosticSection {
  const isOver = (failed: FailedSignIn) =>
    catalog.signInTargets.some((each) => each.id === failed.id && isSignedIn(each));
  return {
    title: t('Failed sign-ins'),
    facts:
      failedSignIns.length === 0
        ? [[t('Last error'), t('no error since this window was opened')]]
        : failedSignIns.map((failed) => [
            oneLine(failed.label, MAX_LABEL_LENGTH),
            isOver(failed)
              ? t('{0}, signed in since: {1}', formatAge(failed.at, now), errorChain(failed.error))
              : t('{0}: {1}', formatAge(failed.at, now), errorChain(failed.error)),
          ]),
  };
}

function countsOf(integrations: NonNullable<SourceSnapshot['integrations']>): string {
  const count = (kind: string) => integrations.filter(({ status }) => status.kind === kind).length;
  return t(
    '{0}: {1} signed in, {2} not signed in, {3} with a configuration error',
    integrations.length,
    count('authenticated'),
    count('notSignedIn') + count('signingIn'),
    count('configurationError'),
  );
}
