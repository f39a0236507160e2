/**
 * The folders of `src` that are mutated, and which tests beside the unit tests show what they do. Tests whose subject runs
 * in other processes see no mutant, and are left out.
 */
export const folders = new Map<string, readonly string[]>([
  ['core', []],
  [
    'http',
    [
      'test/integration/{connections,proxy,proxyExceptions,redirects,tls,tlsInspection,tlsInspectionFailures}.test.ts',
      'test/integration/faults/*.test.ts',
    ],
  ],
  ['oauth', ['test/integration/oauth/*.test.ts']],
  ['vault', ['test/integration/vault/!(windows|fileLock|disk).test.ts']],
  ['workbench', ['test/integration/{workbenchClient,workbenchSource,signInAndOut}.test.ts']],
  ['snippets', []],
  ['broker', ['test/integration/broker/!(*Processes|floods).test.ts']],
  ['command', []],
]);

/** Stryker's configuration for a folder, or for the files in it that match a pattern. */
export function configOf(folder: string, files = '**/*.ts'): object {
  return {
    mutate: [`src/${folder}/${files}`],
    testRunner: 'mocha',
    plugins: ['@stryker-mutator/mocha-runner'],
    testRunnerNodeArgs: ['--import=tsx'],
    mochaOptions: {
      'no-config': true,
      spec: ['test/unit/**/*.test.ts', ...(folders.get(folder) ?? [])],
      // Those that read the sources, and one that plays at random for long.
      ignore: ['test/unit/imports.test.ts', 'test/unit/manifest.test.ts', 'test/unit/longLife/**'],
    },
    coverageAnalysis: 'perTest',
    // What runs while a module is loaded would need a process for each mutant.
    ignoreStatic: true,
    concurrency: 2,
    timeoutMS: 20_000,
    ignorePatterns: ['.artifacts', '.vscode-test', 'dist', 'media', '*.vsix'],
    tempDirName: '.artifacts/mutation/sandbox',
    reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    htmlReporter: { fileName: `.artifacts/mutation/${folder}.html` },
    jsonReporter: { fileName: `.artifacts/mutation/${folder}.json` },
  };
}
