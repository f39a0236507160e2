import { access, mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkbenchPage } from '../editor/workbench.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';

/** What a command in a terminal has come to. Its output may be a token, and must not be shown. */
export interface TerminalResult {
  readonly output: string;
  readonly errors: string;
  /** Its exit code. */
  readonly code: number;
}

/** A terminal of a window, in which a person types. */
export class Terminal {
  #runs = 0;

  private constructor(
    private readonly window: WorkbenchPage,
    /** For what commands print. */
    private readonly folder: string,
  ) {}

  /**
   * Opens a new one, and waits until it takes what is typed.
   *
   * @param profile what its shell is called in VS Code; default: bash
   */
  static async open({ window: first, folder }: Journey, window = first, profile?: string): Promise<Terminal> {
    await window.page.bringToFront();
    if (profile === undefined) {
      await window.runCommand('Terminal: Create New Terminal');
    } else {
      await window.runCommand('Terminal: Create New Terminal (With Profile)');
      await window.quickInput.pick(profile);
    }
    return Terminal.shown(folder, window);
  }

  /** The one that is in front. @param folder of the journey */
  static async shown(folder: string, window: WorkbenchPage): Promise<Terminal> {
    const terminal = new Terminal(window, await mkdtemp(path.join(folder, 'terminal-')));
    await terminal.#input.waitFor({ state: 'attached' });
    // A shell that is not ready yet draws its prompt between what is typed.
    await until('it takes what is typed', async () => (await terminal.run('true')).code === 0);
    return terminal;
  }

  /** Types a command of a POSIX shell, and waits for its end. Of a pipeline, what its last command prints counts. */
  async run(command: string): Promise<TerminalResult> {
    this.#runs += 1;
    const file = (name: string) => path.join(this.folder, `${this.#runs}.${name}`);
    const [output, errors, part, code] = ['out', 'err', 'part', 'code'].map(file);
    // The last file comes into being with all that it holds.
    await this.#type(`${command} >'${output}' 2>'${errors}'; echo $? >'${part}'; mv '${part}' '${code}'`);
    await until(`the terminal is done with ${command}`, () => exists(`${code}`), 60_000);
    const [printed, told, number] = await Promise.all(
      [output, errors, code].map((each) => readFile(`${each}`, 'utf8')),
    );
    return { output: printed ?? '', errors: told ?? '', code: Number(number) };
  }

  /** The value of a variable in its environment; '' if it is not set. */
  async variable(name: string): Promise<string> {
    return (await this.run(`printf %s "$${name}"`)).output;
  }

  get #input() {
    return this.window.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
  }

  async #type(line: string): Promise<void> {
    await this.window.page.bringToFront();
    await this.#input.focus();
    await this.window.page.keyboard.insertText(line);
    await this.window.page.keyboard.press('Enter');
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
