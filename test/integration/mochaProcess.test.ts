import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endedAfterEach } from '../ended.js';
import { runMocha, type MochaRun } from '../mochaProcess.js';
import { inTestOrder } from '../randomOrder.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';

const PASSES = "it('passes', () => undefined);";

describe('A mocha process of the test suite', () => {
  const ended = endedAfterEach();

  /** Runs a test file that has this text. */
  async function run(text: string, limit = 45_000, interruption?: AbortSignal): Promise<MochaRun> {
    const folder = temporaryFolder('mocha-process');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'some.test.mjs');
    await writeFile(file, text);
    const id = path.basename(folder.path);
    return runMocha([file], id, { timeout: 40_000, limit }, interruption ?? new AbortController().signal);
  }

  const counts = ({ passed, failed, failures }: MochaRun) => ({
    passed,
    failed,
    problems: failures.map(({ message }) => message),
  });

  it('gives the counts of its tests, and why they failed', async () => {
    const result = await run(`${PASSES} it('fails', () => { throw new Error('It is broken.'); });`);
    assert.deepEqual(counts(result), { passed: 1, failed: 1, problems: ['It is broken.'] });
    assert.match(result.output, /1 passing/);
  });

  for (const [title, text, problem] of [
    ['exits in the middle', `${PASSES} it('exits', () => process.exit(0));`, 'ended without results'],
    ['is killed', `it('is killed', () => process.kill(process.pid, 'SIGKILL'));`, 'ended without results'],
    [
      'crashes at the end',
      `${PASSES} after(() => process.on('exit', () => process.exit(7)));`,
      'ended with exit code 7',
    ],
    ['cannot load a file', 'import "./missing.mjs";', 'ended without results'],
  ] as const) {
    it(`has one failed test more when it ${title}`, async () => {
      const { failed, problems } = counts(await run(text));
      assert.deepEqual({ failed, problems }, { failed: 1, problems: [`The test process ${problem}.`] });
    });
  }

  it('has one failed test more when it does not end, and is ended', async () => {
    const result = await run(`${PASSES} after(() => setInterval(() => undefined, 1_000));`, 3_000);
    assert.deepEqual(result.failed, 1);
    assert.match(result.failures[0]?.message ?? '', /^The test process did not end within /);
  });

  it('is ended by an interruption, with what it has started', async () => {
    const interruption = new AbortController();
    const folder = temporaryFolder('mocha-child');
    ended(() => folder.remove());
    const pidFile = path.join(folder.path, 'pid');
    const running = run(
      `import { spawn } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       it('waits', () => {
         const child = spawn('sleep', ['600'], { stdio: 'ignore' });
         writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
         return new Promise(() => undefined);
       });`,
      45_000,
      interruption.signal,
    );
    const pid = async () => Number(await readFile(pidFile, 'utf8').catch(() => ''));
    await until('the test runs', async () => (await pid()) > 0);
    interruption.abort();
    assert.deepEqual(counts(await running), {
      passed: 0,
      failed: 1,
      problems: ['The test process was interrupted.'],
    });
    const child = await pid();
    assert.throws(() => process.kill(child, 0), /ESRCH/);
  });
});

describe('The order of test files', () => {
  const files = Array.from({ length: 20 }, (_, at) => `${String.fromCharCode(97 + at)}.test.ts`);

  it('is alphabetical', () => {
    assert.deepEqual(inTestOrder([...files].reverse(), ''), files);
  });

  it('is another with each seed, and the same with the same seed', () => {
    const [one, other] = ['1', '2'].map((seed) => inTestOrder(files, seed));
    assert.notDeepEqual(one, files);
    assert.notDeepEqual(one, other);
    assert.deepEqual(inTestOrder([...files].reverse(), '1'), one);
    assert.deepEqual([...(one ?? [])].sort(), files);
  });
});
