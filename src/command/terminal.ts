import { oneLine } from '../core/text.js';

/** How a run ended: as asked, the user has to sign in first, or it failed. */
export const ExitCode = { done: 0, notSignedIn: 1, failed: 2 } as const;
/** What the process ends with. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Longest line on standard error, in characters. */
const MAX_LINE_LENGTH = 1_000;

/** What does not show as itself, of JSON's own text the line breaks excepted. */
const UNSEEN = /(?!\n)(?:[\p{C}\p{Default_Ignorable_Code_Point}]|[^\P{Z} ])/gu;

/** The part of a stream that is written to. */
export interface Writable {
  write(text: string): unknown;
}

/** Where a run writes. Nothing secret goes to standard error. */
export class Terminal {
  constructor(
    private readonly stdout: Writable,
    private readonly stderr: Writable,
  ) {}

  /** Writes to standard output, exactly this. */
  write(text: string): void {
    this.stdout.write(text);
  }

  /** Writes a value as JSON, in which everything that is not seen is escaped. */
  writeJson(value: unknown): void {
    this.write(`${visibleJson(value, 2)}\n`);
  }

  /** Tells something on standard error, as one line. */
  say(sentence: string): void {
    this.stderr.write(`credentials: ${oneLine(sentence, MAX_LINE_LENGTH)}\n`);
  }

  /** Writes a URL to standard error, on a line of its own, so that it can be copied or clicked. */
  sayUrl(url: string): void {
    this.stderr.write(`${url}\n`);
  }
}

/** A value as JSON, whose text shows all that it holds: escape sequences of a terminal have no effect. */
export function visibleJson(value: unknown, indentation = 0): string {
  return JSON.stringify(value, undefined, indentation).replace(UNSEEN, (character) =>
    Array.from(
      { length: character.length },
      (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
