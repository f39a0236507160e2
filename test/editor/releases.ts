/** A code-server with the VS Code it carries. */
export interface EditorRelease {
  /** The version of VS Code. */
  readonly vscode: string;
  /** The version of code-server, an npm package. */
  readonly codeServer: string;
  /** The Node that it needs: the version of the npm packages `node-linux-*`, which hold its binary and headers. */
  readonly node: string;
  /** The version of argon2, whose install script compiles it. */
  readonly argon2: string;
  /** Whether code-server has `--vscode-option`. Where it has none, VS Code runs tests without being told to. */
  readonly takesVscodeOptions: boolean;
  /**
   * Those of VS Code's packages that are compiled, and their versions. Only their install scripts are run then. undefined:
   * code-server's own install script sees to it.
   */
  readonly compiled?: Readonly<Record<string, string>>;
}

export const newestEditor: EditorRelease = {
  vscode: '1.139.1',
  codeServer: '4.139.1',
  node: '24.21.0',
  argon2: '0.44.0',
  takesVscodeOptions: true,
};

/** The oldest VS Code that package.json's `engines` allows. The install script of its ripgrep would download from GitHub. */
export const oldestEditor: EditorRelease = {
  vscode: '1.100.3',
  codeServer: '4.100.3',
  node: '20.20.2',
  argon2: '0.31.2',
  takesVscodeOptions: false,
  compiled: {
    '@parcel/watcher': '2.5.1',
    '@vscode/spdlog': '0.15.1',
    kerberos: '2.1.1',
    'native-watchdog': '1.4.2',
    'node-pty': '1.1.0-beta33',
  },
};

/** The environment's variable with the version of the VS Code to test in. */
export const EDITOR_VARIABLE = 'TEST_EDITOR';

/**
 * @returns what {@link EDITOR_VARIABLE} names, else the newest.
 * @throws Error when it names another.
 */
export function chosenEditor(): EditorRelease {
  const wanted = process.env[EDITOR_VARIABLE] || newestEditor.vscode;
  const found = [newestEditor, oldestEditor].find(({ vscode }) => vscode === wanted);
  if (found === undefined) {
    throw new Error(`${EDITOR_VARIABLE} is ${wanted}. Set it to ${newestEditor.vscode} or ${oldestEditor.vscode}.`);
  }
  return found;
}
