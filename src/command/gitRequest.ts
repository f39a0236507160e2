import { Buffer } from 'node:buffer';
import * as messages from './messages.js';

/** Bytes of a request at most: Git's have some hundred. */
const MAX_LENGTH = 64 * 1024;

/** A request of Git's credential helper protocol (git-credential(1), "INPUT/OUTPUT FORMAT"). */
export type GitRequest = ReadonlyMap<string, string>;

/**
 * Reads a request up to its blank line, or to the end of input. Throws `CredentialError` (`protocol`) if it is malformed, too
 * large, or contains control characters. The error repeats nothing of the request.
 */
export async function readGitRequest(input: AsyncIterable<Uint8Array>): Promise<GitRequest> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of input) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > MAX_LENGTH) {
      throw messages.gitInput();
    }
    if (bytes.includes('\n\n') || bytes.subarray(0, 1).equals(Buffer.from('\n'))) {
      break;
    }
  }
  return parseGitRequest(bytes);
}

/** The `key=value` lines before a blank one. Of a repeated key, the last one counts. Throws like {@link readGitRequest}. */
export function parseGitRequest(bytes: Uint8Array): GitRequest {
  const lines = decoded(bytes).split('\n');
  const end = lines.indexOf('');
  const request = new Map<string, string>();
  for (const line of lines.slice(0, end === -1 ? lines.length : end)) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
    if (key === undefined || value === undefined || /\p{Cc}/u.test(line)) {
      throw messages.gitInput();
    }
    request.set(key, value);
  }
  return request;
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw messages.gitInput();
  }
}
