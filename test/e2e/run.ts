import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensureEditor } from '../editor/install.js';
import { ProcessGroup } from '../processGroup.js';
import type { Results } from '../resultsReporter.js';

/** How many files run at a time: each has an editor and a browser of its own, which keep two processors busy. */
const AT_A_TIME = Math.max(1, Math.floor(availableParallelism() / 2));

const root = path.join(import.meta.dirname, '../..');
const resultsFolder = path.join(root, '.artifacts/results/journeys');

/** Runs one file of journeys in a process of its own, and prints what it has printed once that is done. */
async function runFile(file: string): Promise<Results> {
  const results = path.join(resultsFolder, `${path.basename(file, '.test.ts')}-${process.pid}.json`);
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const options = ['--import=tsx', '--reporter', 'test/resultsReporter.cjs', '--timeout', '120000'];
  const group = new ProcessGroup(process.execPath, [mocha, ...options, file], {
    cwd: root,
    env: { ...process.env, TEST_RESULTS: results },
  });
  try {
    await group.exit();
  } finally {
    await group.end();
  }
  console.log(group.output.trimEnd());
  return readResults(results, file);
}

/** A file that ended without results has failed. */
async function readResults(results: string, file: string): Promise<Results> {
  try {
    return JSON.parse(await readFile(results, 'utf8')) as Results;
  } catch {
    return { passed: 0, failed: 1, pending: 0, failures: [{ title: file, message: 'ended without results' }] };
  }
}

/** Runs all files, the next as soon as there is room for it. */
async function runAll(files: string[]): Promise<readonly Results[]> {
  const all: Results[] = [];
  const work = async () => {
    for (let file = files.shift(); file !== undefined; file = files.shift()) {
      all.push(await runFile(file));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return all;
}

async function journeyFiles(): Promise<string[]> {
  const names = await readdir(import.meta.dirname, { recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => path.join('test/e2e', name));
}

await ensureEditor(console.log);
await mkdir(resultsFolder, { recursive: true });
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : await journeyFiles();
const all = await runAll(files.sort());
const sum = (count: (each: Results) => number): number => all.reduce((total, each) => total + count(each), 0);
const results: Results = {
  passed: sum(({ passed }) => passed),
  failed: sum(({ failed }) => failed),
  pending: sum(({ pending }) => pending),
  failures: all.flatMap(({ failures }) => failures),
};
console.log(`\nJourneys: ${results.passed} passed, ${results.failed} failed`);
const file = process.env['TEST_RESULTS'];
if (file !== undefined && file !== '') {
  await writeFile(file, JSON.stringify(results));
}
process.exitCode = results.failed > 0 ? 1 : 0;
