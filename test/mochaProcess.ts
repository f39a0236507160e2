import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ProcessGroup } from './processGroup.js';
import type { Results } from './resultsReporter.js';

const root = path.join(import.meta.dirname, '..');

export interface MochaOptions {
  /** How long one test may take, in milliseconds. */
  readonly timeout: number;
  /** How long all files may take together, in milliseconds. */
  readonly limit: number;
}

export interface MochaRun extends Results {
  /** What the process has written. */
  readonly output: string;
}

/**
 * Runs test files in one mocha process. A process that crashes, does not end within the limit, or contradicts its own
 * results counts as one failed test more.
 *
 * @param id names the file of its results.
 * @param interruption ends the process.
 */
export async function runMocha(
  files: readonly string[],
  id: string,
  { timeout, limit }: MochaOptions,
  interruption: AbortSignal,
): Promise<MochaRun> {
  const resultsFile = path.join(root, '.artifacts/results', `${id}.json`);
  await mkdir(path.dirname(resultsFile), { recursive: true });
  await rm(resultsFile, { force: true });
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const options = ['--import=tsx', '--reporter', 'test/resultsReporter.cjs', '--timeout', String(timeout)];
  const group = new ProcessGroup(process.execPath, [mocha, ...options, ...files], {
    cwd: root,
    env: { ...process.env, TEST_RESULTS: resultsFile },
  });
  let problem: string | undefined;
  const stop = (reason: string): void => {
    problem ??= reason;
    void group.end();
  };
  const interrupted = (): void => stop('was interrupted');
  const timer = setTimeout(() => stop(`did not end within ${limit / 60_000} minutes`), limit);
  interruption.addEventListener('abort', interrupted);
  try {
    const code = await group.exit();
    const results = await readResults(resultsFile);
    const failed = results?.failed ?? 0;
    if (results === undefined) {
      problem ??= 'ended without results';
    } else if (code !== Math.min(failed, 255)) {
      problem ??= `ended with exit code ${code}`;
    }
    return { ...withProblem(results, files, problem), output: group.output.trimEnd() };
  } finally {
    clearTimeout(timer);
    interruption.removeEventListener('abort', interrupted);
    await group.end();
  }
}

/** @returns undefined if the process ended before it could write them. */
export async function readResults(file: string): Promise<Results | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

function withProblem(results: Results | undefined, files: readonly string[], problem: string | undefined): Results {
  const { passed, failed, pending, failures } = results ?? { passed: 0, failed: 0, pending: 0, failures: [] };
  if (problem === undefined) {
    return { passed, failed, pending, failures };
  }
  const failure = { title: files.join(', '), message: `The test process ${problem}.` };
  return { passed, failed: failed + 1, pending, failures: [...failures, failure] };
}
