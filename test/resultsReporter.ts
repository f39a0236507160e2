import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Mocha from 'mocha';

/** What a suite leaves behind: how many of its tests went how. A hook that failed counts as a failed test. */
export interface Results {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly failures: readonly TestFailure[];
}

export interface TestFailure {
  /** The titles of its suites and its own, from the outermost to the innermost. */
  readonly title: string;
  /** May have several lines, as that of an assertion has. */
  readonly message: string;
}

/** Mocha's usual report, which also writes {@link Results} as JSON to the file that TEST_RESULTS names, if it does. */
export class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    const path = process.env['TEST_RESULTS'];
    if (path !== undefined && path !== '') {
      runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => writeResults(path, this.stats, this.failures));
    }
  }
}

function writeResults(path: string, stats: Mocha.Stats, failed: readonly Mocha.Test[]): void {
  const failures = failed.map((test) => ({ title: test.titlePath().join(' › '), message: test.err?.message ?? '' }));
  const results: Results = { passed: stats.passes, failed: stats.failures, pending: stats.pending, failures };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.partial`, JSON.stringify(results));
  renameSync(`${path}.partial`, path);
}
