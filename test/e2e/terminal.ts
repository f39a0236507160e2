import { access, mkdtemp, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PageElement } from '../editor/pageElement.js';
import type { WorkbenchPage } from '../editor/workbench.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';

const INPUT = '.terminal-wrapper.active .xterm-helper-textarea';

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

  /** Opens a new one with a command of the palette, and waits until it takes what is typed. */
  static async open(
    { window: first, folder }: Journey,
    window = first,
    command = 'Terminal: Create New Terminal',
  ): Promise<Terminal> {
    await window.page.bringToFront();
    const before = await activeLabel(window);
    await window.runCommand(command);
    await until('it is in front', async () => (await activeLabel(window)) !== before);
    return Terminal.shown(folder, window);
  }

  /** The one that is in front. @param folder of the journey */
  static async shown(folder: string, window: WorkbenchPage): Promise<Terminal> {
    const terminal = new Terminal(window, await mkdtemp(path.join(folder, 'terminal-')));
    await terminal.#waitForPrompt();
    return terminal;
  }

  /**
   * Types a command of a POSIX shell, and waits for its end. Of several, what the last simple one prints counts: into the
   * output of a group, VS Code's shell integration would write its marks.
   */
  async run(command: string): Promise<TerminalResult> {
    const ended = await this.start(command);
    return ended();
  }

  /** The same, but waits only when the function that is returned is called. */
  async start(command: string): Promise<() => Promise<TerminalResult>> {
    this.#runs += 1;
    const file = `${this.folder}/${this.#runs}`;
    // The last file comes into being with all that it holds.
    await this.#type(
      `${command} >'${file}.out' 2>'${file}.err'; echo $? >'${file}.part'; mv '${file}.part' '${file}.code'`,
    );
    return async () => {
      await until(`the terminal is done with ${command}`, () => exists(`${file}.code`), 60_000);
      const read = (kind: string) => readFile(`${file}.${kind}`, 'utf8');
      return { output: await read('out'), errors: await read('err'), code: Number(await read('code')) };
    };
  }

  /** Types a line as it is, and waits until the shell waits for the next. */
  async enter(line: string): Promise<void> {
    await this.#type(line);
    await until('the line is taken', async () => (await this.lines()).some((shown) => shown.endsWith(line)));
    await this.#waitForPrompt();
  }

  /** What it shows, without empty lines. */
  async lines(): Promise<readonly string[]> {
    const lines = await this.window.page.locator('.terminal-wrapper.active .xterm-rows > div').allInnerTexts();
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).filter((line) => line !== '');
  }

  /** The value of a variable in its environment; '' if it is not set. */
  async variable(name: string): Promise<string> {
    return (await this.run(`printf %s "$${name}"`)).output;
  }

  async #type(line: string): Promise<void> {
    const { page } = this.window;
    await page.bringToFront();
    // What comes before may get lost.
    await this.#waitForPrompt();
    await page.locator(INPUT).focus();
    // The first character is lost where the page was in the background before.
    await page.keyboard.press('Space');
    await page.keyboard.insertText(line);
    await page.keyboard.press('Enter');
  }

  async #waitForPrompt(): Promise<void> {
    await until('the shell waits for a command', async () => /[#$%]$/.test((await this.lines()).at(-1) ?? ''));
  }
}

/** By which VS Code's terminals are told apart: `Terminal 2, …`. Empty where none is shown. */
async function activeLabel({ page }: WorkbenchPage): Promise<string> {
  const labels = page
    .locator(INPUT)
    .evaluateAll((inputs: PageElement[]) =>
      inputs.map((input) => /^\w+ \d+/.exec(input.getAttribute('aria-label') ?? '')?.[0] ?? ''),
    );
  return (await labels).join();
}

/** Whether there is such a file. */
export function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
