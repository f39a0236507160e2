import { t } from '@vscode/l10n';
import { abortable } from './abort.js';
import type { Catalog, SourceHistory, SourceSnapshot } from './catalog.js';
import { errorChain } from './errors.js';
import { isSignedIn, nextStepsOf } from './nextSteps.js';
import type { Clock } from './ports.js';
import type { FailedSignIn } from './signIns.js';
import type { CredentialSource, DiagnosticFact, DiagnosticSection } from './source.js';
import { oneLine } from './text.js';
import { formatAge, formatTime } from './time.js';

/** Longest value, in characters: an error with its causes, of which the last tells most, has room. */
const MAX_VALUE_LENGTH = 3_200;

/** Longest label that is an integration's name, in characters: beside it there is room for the value. */
const MAX_LABEL_LENGTH = 30;

/** Longest line, in characters: an editor beside a side bar shows it whole. */
const MAX_LINE_LENGTH = 80;

/** Milliseconds after which a source has to come to an end with what it tells. */
const SOURCE_TIMEOUT = 15_000;

/** Milliseconds that it has to do so. Then the report goes without. */
const SOURCE_DELAY = 1_000;

/**
 * What a support request needs, as plain text: what to do next, `environment`, what each source reports of itself, and
 * the sign-ins that failed. That a source can't report is one of the facts. Takes 16 seconds at most.
 *
 * @param environment of the editor and the machine
 * @param failedSignIns the last one of each integration
 */
export async function diagnosticReport(
  catalog: Catalog,
  clock: Clock,
  environment: readonly DiagnosticSection[],
  failedSignIns: readonly FailedSignIn[] = [],
): Promise<string> {
  const told = await Promise.all(catalog.sources.map((source) => toldBy(source, clock)));
  const now = clock.now();
  const head = [
    t('Available Credentials: Diagnostics'),
    t('Made at {0}. It holds no cookie, token or password,', formatTime(now)),
    t('but names of integrations, hosts and folders. Read it before you send it to support.'),
  ].join('\n');
  const sections = [
    nextSteps(catalog, failedSignIns),
    ...environment,
    ...catalog.sources.flatMap((source, at) => [...(told[at] ?? []), refreshes(catalog, source, now)]),
    signInFailures(catalog, failedSignIns, now),
  ];
  return [head, ...sections.map(sectionText)].join('\n\n') + '\n';
}

/** What a source tells of itself, or why it does not. */
async function toldBy(source: CredentialSource, clock: Clock): Promise<readonly DiagnosticSection[]> {
  const [end, leave] = [new AbortController(), new AbortController()];
  const timers = [
    clock.setTimeout(() => end.abort(timeIsOver()), SOURCE_TIMEOUT),
    clock.setTimeout(() => leave.abort(timeIsOver()), SOURCE_TIMEOUT + SOURCE_DELAY),
  ];
  try {
    return await abortable(leave.signal, () => source.diagnose(end.signal));
  } catch (error) {
    return [{ title: source.label, facts: [[t('Not known'), errorChain(error)]] }];
  } finally {
    timers.forEach((timer) => timer.dispose());
  }
}

function timeIsOver(): Error {
  return new DOMException('The time is over', 'TimeoutError');
}

function sectionText({ title, facts }: DiagnosticSection): string {
  const width = Math.max(0, ...facts.map(([label]) => label.length));
  const lines = facts.flatMap(([label, value]) =>
    wrapped(oneLine(value, MAX_VALUE_LENGTH), MAX_LINE_LENGTH - width - 4).map((part, at) =>
      `  ${(at === 0 ? label : '').padEnd(width)}  ${part}`.trimEnd(),
    ),
  );
  return [title, ...lines].join('\n');
}

/** The words of a text in lines of at most `width` characters, but for a word that is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
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
  const none = t('none since this window was opened');
  return {
    title: t('{0}: refreshes', source.label),
    facts: [
      [
        t('Last refresh'),
        lastRefresh ? t('{0}, took {1} ms', formatAge(lastRefresh.at, now), Math.max(0, lastRefresh.duration)) : none,
      ],
      [t('Integrations'), integrations ? countsOf(integrations) : t('not known')],
      ...(staleSince === undefined ? [] : [[t('Not up to date since'), formatAge(staleSince, now)] as const]),
      ...(lastFailure ? failureFacts(lastFailure, error !== undefined, now) : [[t('Last error'), none] as const]),
    ],
  };
}

/** Of a failure that is over, not its message: what that advises is no longer to be done. */
function failureFacts(
  { at, error }: NonNullable<SourceHistory['lastFailure']>,
  isCurrent: boolean,
  now: number,
): readonly DiagnosticFact[] {
  if (isCurrent) {
    return [
      [t('Last error'), formatAge(at, now)],
      [t('Its message'), error.message],
      [t('Its causes'), errorChain(error)],
    ];
  }
  return [
    [t('Last error'), t('{0}; it is over: later refreshes succeeded', formatAge(at, now))],
    [t('Its kind'), error.failure],
    ...(error.said === undefined ? [] : [[t('Server said'), error.said] as const]),
    ...(error.cause === undefined ? [] : [[t('Its causes'), errorChain(error.cause)] as const]),
  ];
}

/** The last failed sign-in of each integration. Not what was cancelled: the user knows of that. */
function signInFailures(catalog: Catalog, failedSignIns: readonly FailedSignIn[], now: number): DiagnosticSection {
  const isOver = (failed: FailedSignIn) =>
    catalog.integrations.some((each) => each.id === failed.id && isSignedIn(each));
  return {
    title: t('Failed sign-ins'),
    facts:
      failedSignIns.length === 0
        ? [[t('Last error'), t('none since this window was opened')]]
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
