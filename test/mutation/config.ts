/**
 * The folders of `src` that are mutated, each with the tests that show what it does. Tests of other folders kill few
 * further mutants and take most of the time. Tests whose subject runs in other processes see no mutant. Tests that wait
 * long, or that fail if the code is slow, are left out, too. Patterns have no braces, which mocha takes literally here.
 */
export const folders = new Map<string, readonly string[]>([
  [
    'core',
    [
      'test/unit/core/!(redactionTime).test.ts',
      'test/unit/@(signIn|ui)/*.test.ts',
      'test/unit/command/@(commanderTexts|findings|lookup|table).test.ts',
      'test/unit/connect/parsers.test.ts',
    ],
  ],
  [
    'http',
    [
      'test/unit/http/*.test.ts',
      'test/integration/http/*.test.ts',
      'test/integration/@(connections|proxy|proxyExceptions|redirects|tls|tlsInspection|tlsInspectionFailures).test.ts',
      'test/integration/faults/!(connections).test.ts',
    ],
  ],
  [
    'oauth',
    [
      'test/unit/local/@(authorizationServer|check|knownServers).test.ts',
      'test/unit/signIn/*.test.ts',
      'test/integration/oauth/*.test.ts',
    ],
  ],
  ['vault', ['test/unit/vault/*.test.ts', 'test/integration/vault/!(windows|fileLockProcesses).test.ts']],
  [
    'workbench',
    [
      'test/unit/workbench/*.test.ts',
      'test/integration/@(workbenchClient|workbenchRelay|workbenchSource|signInAndOut).test.ts',
    ],
  ],
  ['snippets', ['test/unit/snippets/*.test.ts']],
  [
    'broker',
    [
      'test/unit/broker/**/*.test.ts',
      'test/integration/broker/**/!(*Processes|floods|notebookCode|positSdk|rClients).test.ts',
      'test/integration/command/@(connectServers|loginInWindow|sessionAndWindow).test.ts',
    ],
  ],
  [
    'command',
    [
      'test/unit/command/**/*.test.ts',
      'test/integration/command/!(connectMockClients|deadline|languages|laterLogin|loginKeyring|realBroker|slowAnswers).test.ts',
    ],
  ],
]);

/** Stryker's configuration for a folder, or for the files in it that match a pattern. */
export function configOf(folder: string, files = '**/*.ts'): object {
  return {
    mutate: [`src/${folder}/${files}`],
    testRunner: 'mocha',
    plugins: ['@stryker-mutator/mocha-runner'],
    // As in .mocharc.yaml.
    testRunnerNodeArgs: ['--no-experimental-require-module', '--import=tsx'],
    mochaOptions: { 'no-config': true, spec: ['test/mutation/limits.ts', ...(folders.get(folder) ?? [])] },
    coverageAnalysis: 'perTest',
    // What runs while a module is loaded would need a process for each mutant.
    ignoreStatic: true,
    concurrency: 2,
    // Generous, so that a busy machine kills no mutant.
    timeoutMS: 15_000,
    ignorePatterns: ['.artifacts', '.vscode-test', 'dist', 'media', '*.vsix'],
    tempDirName: `.artifacts/mutation/sandbox-${folder}`,
    reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
    htmlReporter: { fileName: `.artifacts/mutation/${folder}.html` },
    jsonReporter: { fileName: `.artifacts/mutation/${folder}.json` },
  };
}
