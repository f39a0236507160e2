import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results } from './resultsReporter.js';
import { suites, type Suite } from './suites.js';

const root = join(import.meta.dirname, '..');

interface Outcome extends Results {
  readonly suite: Suite;
  /** Why the suite failed, where its tests don't say so. */
  readonly problem: string | undefined;
  readonly milliseconds: number;
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
    : { passed: succeeded ? 1 : 0, failed: 0, pending: 0 };
  const problem = problemOf(succeeded, counted);
  return {
    suite,
    ...(counted ?? { passed: 0, pending: 0 }),
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
 * Runs a script of package.json in a process group of its own, so that an interruption ends all of its processes.
 *
 * @returns whether it exited with code 0.
 */
async function runScript(script: string, env: Record<string, string>, interruption: AbortSignal): Promise<boolean> {
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  const exit = once(child, 'exit');
  const interrupt = (): void => {
    if (child.pid !== undefined) {
      process.kill(-child.pid, 'SIGTERM');
    }
  };
  interruption.addEventListener('abort', interrupt);
  await exit;
  interruption.removeEventListener('abort', interrupt);
  return child.exitCode === 0;
}

/** @returns undefined when the suite ended before it could write them. */
async function readResults(file: string): Promise<Results | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

function summaryLine({ suite, passed, failed, pending, problem, milliseconds }: Outcome): string {
  const counts = `${passed} passed, ${failed} failed${pending > 0 ? `, ${pending} pending` : ''}`;
  const remark = problem === undefined ? '' : ` (${problem})`;
  return `${failed > 0 ? '✖' : '✔'} ${suite.title.padEnd(18)} ${(milliseconds / 1_000).toFixed(1).padStart(6)} s  ${counts}${remark}`;
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => interruption.abort());
}
const outcomes: Outcome[] = [];
for (const suite of suites) {
  if (!interruption.signal.aborted) {
    outcomes.push(await runSuite(suite, interruption.signal));
  }
}
const total = (count: (outcome: Outcome) => number): number =>
  outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
const passed = total((outcome) => outcome.passed);
const failed = total((outcome) => outcome.failed);
console.log(`\n${outcomes.map(summaryLine).join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || interruption.signal.aborted ? 1 : 0;
