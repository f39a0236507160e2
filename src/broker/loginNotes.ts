import type { Logger } from '../core/ports.js';
import type { LoginProgress } from '../core/serverLogins.js';

type LogLevel = keyof Logger & ('error' | 'warn' | 'info' | 'debug');

/** A page that is being opened, sentences for the user, or a line of the log. */
export interface LoginNote {
  readonly page?: { readonly name: string; readonly url: string };
  readonly text?: string;
  readonly log?: { readonly level: LogLevel; readonly line: string };
}

/** Collects what a sign-in tells, for a caller that asks for it. */
export class LoginNotes implements LoginProgress {
  readonly all: LoginNote[] = [];
  readonly log: Logger;

  /**
   * @param log of the window, which gets all lines, too
   * @param verbosity 1: the caller wants the log; 2: also its details
   * @param onNote called with each note
   */
  constructor(
    log: Logger,
    verbosity: number,
    private readonly onNote: () => void = () => undefined,
  ) {
    const at = (level: LogLevel, least: number) => (line: string) => {
      log[level](line);
      if (verbosity >= least) {
        this.#add({ log: { level, line } });
      }
    };
    this.log = { error: at('error', 1), warn: at('warn', 1), info: at('info', 1), debug: at('debug', 2) };
  }

  opened(name: string, url: string): void {
    this.#add({ page: { name, url } });
  }

  told(text: string): void {
    this.#add({ text });
  }

  #add(note: LoginNote): void {
    this.all.push(note);
    this.onNote();
  }
}
