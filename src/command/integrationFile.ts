import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { isRecord } from '../core/record.js';
import * as messages from './integrationMessages.js';

/**
 * The body of a request that creates an integration. Throws `CredentialError`, which never contains a part of it: it has secrets.
 *
 * @param file a path, or `-` for standard input
 */
export async function readIntegration(
  file: string,
  input: () => AsyncIterable<Uint8Array>,
): Promise<Readonly<Record<string, unknown>>> {
  // PowerShell and some editors begin with a byte order mark.
  const text = (await contentOf(file, input)).toString('utf8').replace(/^\uFEFF/, '');
  const json = parse(text, file);
  if (!isRecord(json)) {
    throw messages.notObject(file);
  }
  return json;
}

async function contentOf(file: string, input: () => AsyncIterable<Uint8Array>): Promise<Buffer> {
  if (file === '-') {
    return buffer(input());
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw messages.fileNotRead(file, error);
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of the error only the position: its message repeats the text.
    const [, position] = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error)) ?? [];
    throw messages.notJson(file, position === undefined ? undefined : placeAt(text, Number(position)));
  }
}

function placeAt(text: string, position: number) {
  const lines = text.slice(0, position).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
