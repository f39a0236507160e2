import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { SEED_VARIABLE } from '../randomOrder.js';
import type { Results } from '../resultsReporter.js';

const root = join(import.meta.dirname, '../..');
const bundleFolder = join(root, '.artifacts/host');
const results = process.env['TEST_RESULTS'] || join(root, '.artifacts/results/host.json');

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
 * Runs the tests in code-server's extension host, or, where VSCODE_TEST_DESKTOP=1 asks for it, in the extension host of
 * a desktop VS Code, which test-electron downloads.
 */
async function runInExtensionHost(): Promise<void> {
  const executable = { vscodeExecutablePath: join(root, 'test/editor/code') };
  await runTests({
    ...(process.env['VSCODE_TEST_DESKTOP'] === '1' ? {} : executable),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(bundleFolder, 'index.cjs'),
    extensionTestsEnv: { TEST_RESULTS: results, [SEED_VARIABLE]: process.env[SEED_VARIABLE] },
  });
}

try {
  await rm(results, { force: true });
  await bundleTests();
  await runInExtensionHost();
  // A host that ends in good order without having run a test has proved nothing.
  const { passed, failed } = JSON.parse(await readFile(results, 'utf8')) as Results;
  if (passed === 0 || failed > 0) {
    throw new Error(`${passed} host tests passed, ${failed} failed.`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
