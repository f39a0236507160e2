import { oneLine } from '../core/text.js';

/** How a run ended: it succeeded; the user has to sign in first, or a check has found a problem; or it failed. */
export const ExitCode = { done: 0, notSignedIn: 1, problem: 1, failed: 2 } as const;
/** The exit code of the process: one of these, or that of a command that it has run. */
export type ExitCode = number;

/** Longest line on standard error, in characters. */
const MAX_LINE_LENGTH = 1_000;

/** Characters that are invisible or act on a terminal, except the line breaks of JSON itself. */
const INVISIBLE = /(?!\n)(?:[\p{C}\p{Default_Ignorable_Code_Point}]|[^\P{Z} ])/gu;

/** A stream that can be written to. */
export interface Writable {
  write(text: string): unknown;
}

/** The output of a run. Nothing secret goes to standard error. */
export class Terminal {
  constructor(
    private readonly stdout: Writable,
    private readonly stderr: Writable,
    /** Width of a line on the screen, in characters; `undefined` if standard output is not a screen. */
    readonly columns?: number,
  ) {}

  /** Writes a text to standard output, unchanged. */
  write(text: string): void {
    this.stdout.write(text);
  }

  /** Writes a value as JSON, with all invisible characters escaped. */
  writeJson(value: unknown): void {
    this.write(`${visibleJson(value, 2)}\n`);
  }

  /** Writes a sentence to standard error, as one line. */
  say(sentence: string): void {
    this.stderr.write(`credentials: ${oneLine(sentence, MAX_LINE_LENGTH)}\n`);
  }

  /** Writes a URL to standard error, on a line of its own, so that it can be copied or clicked. */
  sayUrl(url: string): void {
    this.stderr.write(`${url}\n`);
  }
}

/** A value as JSON with all invisible characters escaped, so that escape sequences have no effect on a terminal. */
export function visibleJson(value: unknown, indentation = 0): string {
  return JSON.stringify(value, undefined, indentation).replace(INVISIBLE, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
