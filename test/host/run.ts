import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureBuilt } from '../editor/vsix.js';
import { EDITOR_VARIABLE, newestEditor, oldestEditor } from '../editor/releases.js';
import { reportResults } from '../filePool.js';
import { readResults } from '../mochaProcess.js';
import { SEED_VARIABLE } from '../randomOrder.js';
import type { Results } from '../resultsReporter.js';

const root = join(import.meta.dirname, '../..');
const bundleFolder = join(root, '.artifacts/host');

/** Bundles the entry that the extension host calls, and each test, as CommonJS. */
async function bundleTests(): Promise<void> {
  await rm(bundleFolder, { recursive: true, force: true });
  const tests = (await readdir(import.meta.dirname, { recursive: true })).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: ['index.ts', ...tests].map((name) => ({
      in: join(import.meta.dirname, name),
      out: name.replace(/\.ts$/, '').replaceAll('/', '-'),
    })),
    outdir: bundleFolder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

/**
 * Runs the tests in the extension host of code-server with this version of VS Code, or, where VSCODE_TEST_DESKTOP=1 asks
 * for it, of a desktop VS Code, which test-electron downloads.
 */
async function runInExtensionHost(vscode: string): Promise<Results> {
  const title = `VS Code ${vscode}`;
  console.log(`\n${title}`);
  const file = join(root, `.artifacts/results/host-${vscode}.json`);
  await rm(file, { force: true });
  const isDesktop = process.env['VSCODE_TEST_DESKTOP'] === '1';
  const problem = await runTests({
    ...(isDesktop ? { version: vscode } : { vscodeExecutablePath: join(root, 'test/editor/code') }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(bundleFolder, 'index.cjs'),
    extensionTestsEnv: { TEST_RESULTS: file, [SEED_VARIABLE]: process.env[SEED_VARIABLE], [EDITOR_VARIABLE]: vscode },
  }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const results = (await readResults(file)) ?? { passed: 0, failed: 0, pending: 0, failures: [] };
  if (results.failed === 0 && (results.passed === 0 || problem !== undefined)) {
    return { ...results, failed: 1, failures: [{ title, message: problem ?? 'No test has run.' }] };
  }
  return {
    ...results,
    failures: results.failures.map((failure) => ({ ...failure, title: `${title} › ${failure.title}` })),
  };
}

await ensureBuilt();
await bundleTests();
const wanted = process.env[EDITOR_VARIABLE];
const all: Results[] = [];
for (const vscode of wanted ? [wanted] : [newestEditor.vscode, oldestEditor.vscode]) {
  all.push(await runInExtensionHost(vscode));
}
await reportResults('host', all);
