import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  completionShells,
  ensurePackages,
  keyringPrograms,
  snippetPrograms,
  tryPackages,
} from './editor/debianPackages.js';
import { askedToEnd, endWithNpm } from './exitCleanup.js';
import { readResults } from './mochaProcess.js';
import { ProcessGroup } from './processGroup.js';
import type { Results } from './resultsReporter.js';
import { SEED_VARIABLE } from './randomOrder.js';
import { BUILT_VARIABLE } from './editor/vsix.js';
import { stages, type Suite } from './suites.js';

const root = join(import.meta.dirname, '..');

/** How much of a failed test's message the summary repeats: lines, and characters of each line. */
const MAX_MESSAGE_LINES = 8;
const MAX_LINE_LENGTH = 200;

interface Outcome extends Results {
  readonly title: string;
  /** Why the suite failed, if the reason is not a failed test. */
  readonly problem: string | undefined;
  readonly milliseconds: number;
}

/**
 * Installs the programs that tests start. If one is missing, that is reported before tests fail because of it. Now, because
 * suites that run at the same time can't both use apt-get.
 */
async function ensurePrograms(): Promise<Outcome> {
  const title = 'Programs';
  const commands = [...snippetPrograms, ...keyringPrograms, ...completionShells].map(({ command }) => command);
  console.log(`━━ ${title}: ${commands.join(', ')}`);
  const start = performance.now();
  const problem = await ensurePackages(snippetPrograms, console.log).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  await tryPackages(keyringPrograms, console.log);
  await tryPackages(completionShells, console.log);
  const counts = problem === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  return { title, ...counts, pending: 0, failures: [], problem, milliseconds: performance.now() - start };
}

/**
 * Runs a suite and counts its tests. A suite without results or without tests has failed.
 *
 * @param live whether to show its output while it runs instead of at the end: for a suite that runs alone.
 */
async function runSuite(suite: Suite, live: boolean, interruption: AbortSignal): Promise<Outcome> {
  const heading = `\n━━ ${suite.title}: npm run ${suite.script}`;
  if (live) {
    console.log(heading);
  }
  const start = performance.now();
  const resultsFile = join(root, '.artifacts/results', `${suite.script.replace(':', '-')}.json`);
  await rm(resultsFile, { force: true });
  const { succeeded, output } = await runScript(suite.script, { TEST_RESULTS: resultsFile }, live, interruption);
  if (!live) {
    console.log(`${heading}\n${output.trimEnd()}`);
  }
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
 * Runs a script of package.json in a process group of its own, which an interruption ends. Leaves no process running.
 *
 * @returns whether it exited with code 0, and what it has printed unless that was shown live.
 */
async function runScript(
  script: string,
  env: Record<string, string>,
  live: boolean,
  interruption: AbortSignal,
): Promise<{ succeeded: boolean; output: string }> {
  const options = { cwd: root, env: { ...process.env, ...env }, shown: live };
  const group = new ProcessGroup('npm', ['run', '--silent', script], options);
  const end = (): void => void group.end();
  interruption.addEventListener('abort', end);
  try {
    return { succeeded: (await group.exit()) === 0, output: group.output };
  } finally {
    interruption.removeEventListener('abort', end);
    await group.end();
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

/** `--random [SEED]` runs the test files in a random order, which the seed decides; it is printed. */
function chooseOrder(): void {
  const { values, positionals } = parseArgs({ options: { random: { type: 'boolean' } }, allowPositionals: true });
  if (values.random === true) {
    process.env[SEED_VARIABLE] = positionals[0] ?? String(randomInt(1_000_000));
  }
  const seed = process.env[SEED_VARIABLE];
  if (seed !== undefined && seed !== '') {
    console.log(`Random order of test files. To repeat it: npm test -- --random ${seed}`);
  }
}

endWithNpm();
chooseOrder();
const interruption = new AbortController();
void askedToEnd().then(() => interruption.abort());
const start = performance.now();
const outcomes: Outcome[] = [await ensurePrograms()];
for (const stage of stages) {
  if (!interruption.signal.aborted) {
    const running = stage.map((suite) => runSuite(suite, stage.length === 1, interruption.signal));
    outcomes.push(...(await Promise.all(running)));
    // By the first stage.
    process.env[BUILT_VARIABLE] = 'yes';
  }
}
const total = (count: (outcome: Outcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
const passed = total((outcome) => outcome.passed);
const failed = total((outcome) => outcome.failed);
// Repeated here, since often only the end of a long output is kept.
for (const outcome of outcomes.filter(({ failures }) => failures.length > 0)) {
  console.log(failureText(outcome));
}
const minutes = ((performance.now() - start) / 60_000).toFixed(1);
console.log(`\n${outcomes.map(summaryLine).join('\n')}\n\n${minutes} minutes`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || interruption.signal.aborted ? 1 : 0;
