import { Buffer } from 'node:buffer';
import * as messages from './messages.js';

/** Bytes of a request at most: Git's have some hundred. */
const MAX_LENGTH = 64 * 1024;

/** The keys that are used. Of the others, such as `wwwauth[]`, even the encoding does not matter. */
const KEYS = ['protocol', 'host', 'username', 'password'] as const;

type Key = (typeof KEYS)[number];

/** A request of Git's credential helper protocol (git-credential(1), "INPUT/OUTPUT FORMAT"). */
export type GitRequest = ReadonlyMap<Key, string>;

/**
 * Reads a request up to its blank line, or to the end of input. Throws `CredentialError` (`protocol`) if it is malformed, too
 * large, or contains control characters in what is used. The error repeats nothing of the request.
 */
export async function readGitRequest(input: AsyncIterable<Uint8Array>): Promise<GitRequest> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of input) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > MAX_LENGTH) {
      throw messages.gitInput();
    }
    if (/(?:^|\n)\r?\n/.test(bytes.toString('latin1'))) {
      break;
    }
  }
  return parseGitRequest(bytes);
}

/** The `key=value` lines before a blank one. Of a repeated key, the last one counts. Throws like {@link readGitRequest}. */
function parseGitRequest(bytes: Buffer): GitRequest {
  // One character for each byte: what is used is decoded below.
  const lines = bytes.toString('latin1').split(/\r?\n/);
  const end = lines.indexOf('');
  const request = new Map<Key, string>();
  for (const line of lines.slice(0, end === -1 ? lines.length : end)) {
    const at = line.indexOf('=');
    if (at < 1) {
      throw messages.gitInput();
    }
    const key = KEYS.find((each) => each === line.slice(0, at));
    if (key) {
      request.set(key, valueIn(line.slice(at + 1)));
    }
  }
  return request;
}

/** @param bytes one character for each */
function valueIn(bytes: string): string {
  const value = decoded(Buffer.from(bytes, 'latin1'));
  if (/\p{Cc}/u.test(value)) {
    throw messages.gitInput();
  }
  return value;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw messages.gitInput();
  }
}
