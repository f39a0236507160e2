import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { isRecord } from '../core/record.js';
import * as messages from './jsonFileMessages.js';

/** Opens standard input. */
export type Input = () => AsyncIterable<Uint8Array>;

/**
 * Reads a file with a JSON object. Throws `CredentialError`, which never contains a part of the file: it may have secrets.
 *
 * @param expected a sentence that says what the file must contain
 * @param input what `-` stands for, if it does
 */
export async function readJsonObject(
  file: string,
  expected: string,
  input?: Input,
): Promise<Readonly<Record<string, unknown>>> {
  // PowerShell and some editors begin with a byte order mark.
  const text = (await contentOf(file, input)).toString('utf8').replace(/^\uFEFF/, '');
  const json = parse(text, file, expected);
  if (!isRecord(json)) {
    throw messages.notObject(file, expected);
  }
  return json;
}

async function contentOf(file: string, input: Input | undefined): Promise<Buffer> {
  if (file === '-' && input) {
    return buffer(input());
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw messages.fileNotRead(file, error);
  }
}

function parse(text: string, file: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of the error only the position: its message repeats the text.
    const [, position] = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error)) ?? [];
    throw messages.notJson(file, expected, position === undefined ? undefined : placeAt(text, Number(position)));
  }
}

function placeAt(text: string, position: number) {
  const lines = text.slice(0, position).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
