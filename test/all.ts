import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePackages, snippetPrograms } from './editor/debianPackages.js';
import { askedToEnd } from './exitCleanup.js';
import { ProcessGroup } from './processGroup.js';
import type { Results } from './resultsReporter.js';
import { suites, type Suite } from './suites.js';

const root = join(import.meta.dirname, '..');

/** What is repeated of the message of a test that failed: lines, and characters of each. */
const MAX_MESSAGE_LINES = 8;
const MAX_LINE_LENGTH = 200;

interface Outcome extends Results {
  readonly title: string;
  /** Why it failed, where no test says so. */
  readonly problem: string | undefined;
  readonly milliseconds: number;
}

/** Sees to it that the programs are there that tests start; not finding them has to be told before tests fail by it. */
async function ensurePrograms(): Promise<Outcome> {
  const title = 'Programs';
  console.log(`━━ ${title}: ${snippetPrograms.map(({ command }) => command).join(', ')}`);
  const start = performance.now();
  const problem = await ensurePackages(snippetPrograms, console.log).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const counts = problem === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { title, ...counts, pending: 0, failures: [], problem, milliseconds: performance.now() - start };
}

/** Runs a suite to its end, with its output shown, and counts its tests. A suite that proved nothing has failed. */
async function runSuite(suite: Suite, interruption: AbortSignal): Promise<Outcome> {
  console.log(`\n━━ ${suite.title}: npm run ${suite.script}`);
  const start = performance.now();
  const resultsFile = join(root, '.artifacts/results', `${suite.script.replace(':', '-')}.json`);
  await rm(resultsFile, { force: true });
  const succeeded = await runScript(suite.script, { TEST_RESULTS: resultsFile }, interruption);
  const counted = suite.countsTests
    ? await readResults(resultsFile)
    : { passed: succeeded ? 1 : 0, failed: 0, pending: 0, failures: [] };
  const problem = interruption.aborted ? 'interrupted' : problemOf(succeeded, counted);
  return {
    title: suite.title,
    ...(counted ?? { passed: 0, pending: 0, failures: [] }),
    failed: (counted?.failed ?? 0) + (problem === undefined ? 0 : 1),
    problem,
    milliseconds: performance.now() - start,
  };
}

function problemOf(succeeded: boolean, counted: Results | undefined): string | undefined {
  if (counted === undefined) {
    return 'ended without results';
  }
  if (succeeded && counted.passed + counted.failed === 0) {
    return 'ran no test';
  }
  return !succeeded && counted.failed === 0 ? 'failed' : undefined;
}

/**
 * Runs a script of package.json in a process group of its own, which an interruption ends. None of its processes is left.
 *
 * @returns whether it exited with code 0.
 */
async function runScript(script: string, env: Record<string, string>, interruption: AbortSignal): Promise<boolean> {
  const options = { cwd: root, env: { ...process.env, ...env }, shown: true };
  const group = new ProcessGroup('npm', ['run', '--silent', script], options);
  const end = (): void => void group.end();
  interruption.addEventListener('abort', end);
  try {
    return (await group.exit()) === 0;
  } finally {
    interruption.removeEventListener('abort', end);
    await group.end();
  }
}

/** @returns undefined when the suite ended before it could write them. */
async function readResults(file: string): Promise<Results | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

function summaryLine({ title, passed, failed, pending, problem, milliseconds }: Outcome): string {
  const counts = `${passed} passed, ${failed} failed${pending > 0 ? `, ${pending} pending` : ''}`;
  const remark = problem === undefined ? '' : ` (${problem})`;
  return `${failed > 0 ? '✖' : '✔'} ${title.padEnd(18)} ${(milliseconds / 1_000).toFixed(1).padStart(6)} s  ${counts}${remark}`;
}

/** Which tests of a suite failed, and why. */
function failureText({ title, failures }: Outcome): string {
  const texts = failures.map((failure) => `✖ ${failure.title}\n${beginningOf(failure.message)}`);
  return `\n━━ ${title}: failed\n${texts.join('\n')}`;
}

/** The first lines of a message, indented: the suite's own output has the rest. */
function beginningOf(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(0, MAX_MESSAGE_LINES)
    .map((line) => `    ${line.slice(0, MAX_LINE_LENGTH)}`)
    .join('\n');
}

const interruption = new AbortController();
void askedToEnd().then(() => interruption.abort());
const outcomes: Outcome[] = [await ensurePrograms()];
for (const suite of suites) {
  if (!interruption.signal.aborted) {
    outcomes.push(await runSuite(suite, interruption.signal));
  }
}
const total = (count: (outcome: Outcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
const passed = total((outcome) => outcome.passed);
const failed = total((outcome) => outcome.failed);
// Again, since of a long output often the end alone is kept.
for (const outcome of outcomes.filter(({ failures }) => failures.length > 0)) {
  console.log(failureText(outcome));
}
console.log(`\n${outcomes.map(summaryLine).join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || interruption.signal.aborted ? 1 : 0;
