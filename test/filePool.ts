import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { askedToEnd, endWithNpm } from './exitCleanup.js';
import { runMocha, type MochaOptions } from './mochaProcess.js';
import { inTestOrder, isOrderRandom } from './randomOrder.js';
import type { Results } from './resultsReporter.js';

/** Files of a process that are named beside its time. */
const SHOWN_FILES = 4;

const root = path.join(import.meta.dirname, '..');

export interface PoolOptions extends MochaOptions {
  /** What the results are of, in one word. */
  readonly name: string;
  /** How many mocha processes run at a time. */
  readonly processes: number;
  /** How many files a process runs, at most, before the next process begins. */
  readonly filesEach: number;
  /** The files that take longest, the slowest first. They are spread, and start first: one that starts last would run alone. */
  readonly slowest?: readonly string[];
}

/** All test files below a folder, as paths from the project's root. */
export async function testFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(path.join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => path.join(folder, name));
}

/**
 * Runs test files, several processes at a time, and prints what each has printed when it is done, and the sum of the results.
 * A signal ends the processes and what they have started.
 */
export async function runFiles(files: readonly string[], options: PoolOptions): Promise<void> {
  const interruption = new AbortController();
  void askedToEnd().then(() => interruption.abort());
  endWithNpm();
  const stale = options.slowest?.find((file) => !existsSync(path.join(root, file)));
  if (stale !== undefined) {
    throw new Error(`${stale} is listed among the slowest test files, but does not exist. Remove it from that list.`);
  }
  const chunks = chunksOf(files, options);
  const all: Results[] = [];
  const work = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk !== undefined && !interruption.signal.aborted; chunk = chunks.shift()) {
      const id = `${options.name}-${process.pid}-${chunks.length}`;
      const start = performance.now();
      const { output, ...results } = await runMocha(chunk, id, options, interruption.signal);
      const seconds = ((performance.now() - start) / 1_000).toFixed(1);
      const more = chunk.length > SHOWN_FILES ? ` and ${chunk.length - SHOWN_FILES} more files` : '';
      console.log(`${output}\n\n  ${seconds} s: ${chunk.slice(0, SHOWN_FILES).join(' ')}${more}`);
      all.push(results);
    }
  };
  await Promise.all(Array.from({ length: options.processes }, work));
  await reportResults(options.name, all);
  if (interruption.signal.aborted) {
    process.exitCode = 1;
  }
}

/** Prints the sum of the results, and writes it to the file that TEST_RESULTS names. Sets the exit code. */
export async function reportResults(name: string, all: readonly Results[]): Promise<void> {
  const results = sumOf(all);
  console.log(`\n${name}: ${results.passed} passed, ${results.failed} failed`);
  const file = process.env['TEST_RESULTS'];
  if (file !== undefined && file !== '') {
    await writeFile(file, JSON.stringify(results));
  }
  process.exitCode = results.failed > 0 ? 1 : 0;
}

/**
 * The files of each process: each n-th, since those of one folder take about equally long, and so do the slowest, with which
 * each process begins unless the order is random.
 */
function chunksOf(files: readonly string[], { filesEach, slowest = [] }: PoolOptions): string[][] {
  const slow = isOrderRandom() ? [] : slowest.filter((file) => files.includes(file));
  const ordered = [...slow, ...inTestOrder(files.filter((file) => !slow.includes(file)))];
  const count = Math.ceil(ordered.length / filesEach);
  return Array.from({ length: count }, (_, at) => ordered.filter((_file, index) => index % count === at));
}

function sumOf(all: readonly Results[]): Results {
  const sum = (count: (each: Results) => number): number => all.reduce((total, each) => total + count(each), 0);
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    pending: sum(({ pending }) => pending),
    failures: all.flatMap(({ failures }) => failures),
  };
}
