import { access, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkbenchPage } from '../editor/workbench.js';
import { until } from '../until.js';

/** What a command in a terminal has come to. */
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
    private readonly folder: string,
  ) {}

  /** Opens a new one, and waits until it takes what is typed. @param folder for what commands print; is made */
  static async open(window: WorkbenchPage, folder: string): Promise<Terminal> {
    await mkdir(folder, { recursive: true });
    await window.runCommand('Terminal: Create New Terminal');
    await window.page.locator('.terminal-wrapper.active .xterm-helper-textarea').waitFor({ state: 'attached' });
    return new Terminal(window, folder);
  }

  /** Types one simple command of a POSIX shell, and waits for its end. */
  async run(command: string): Promise<TerminalResult> {
    this.#runs += 1;
    const file = (name: string) => path.join(this.folder, `${this.#runs}.${name}`);
    await this.type(
      `${command} >'${file('out')}' 2>'${file('err')}'; echo $? >'${file('code.part')}'; mv '${file('code.part')}' '${file('code')}'`,
    );
    const printed = (name: string) => readFile(file(name), 'utf8');
    const hasEnded = () =>
      access(file('code')).then(
        () => true,
        () => false,
      );
    await until(`the terminal is done with ${command}`, hasEnded, 60_000);
    return { output: await printed('out'), errors: await printed('err'), code: Number(await printed('code')) };
  }

  /** Types a line, and Enter. */
  async type(line: string): Promise<void> {
    const input = this.window.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
    await input.focus();
    await this.window.page.keyboard.insertText(line);
    await this.window.page.keyboard.press('Enter');
  }
}
