import { createHash } from 'node:crypto';
import { closeSync, fchmodSync, openSync, writeSync } from 'node:fs';
import { redact } from '../core/redaction.js';
import type { Secret } from '../core/secret.js';
import { oneLine } from '../core/text.js';
import * as messages from './messages.js';

/** Characters of a value that a caller has sent. */
const MAX_LENGTH = 300;

/** What is logged of a request; `undefined`: unknown. */
export type LoggedRequest = Readonly<Record<string, string | number | undefined>>;

/** A file with a line of JSON for each request, without secrets. Only its user may read it. */
export class RequestLog {
  #isComplete = true;

  private constructor(
    private readonly file: number,
    private readonly now: () => number,
  ) {}

  /** Creates the file, or empties it. Throws `CredentialError` if that is not possible. */
  static open(file: string, now: () => number = Date.now): RequestLog {
    try {
      const opened = openSync(file, 'w', 0o600);
      // The mode above is only for a new file.
      fchmodSync(opened, 0o600);
      return new RequestLog(opened, now);
    } catch (error) {
      throw messages.logNotOpened(file, error);
    }
  }

  /** Whether all lines could be written. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * Adds a line, before it returns: a test may read the log as soon as it has its answer.
   *
   * @param secrets what to remove from the values, wherever it is in them
   */
  write(request: LoggedRequest, secrets: readonly Secret[]): void {
    const values = Object.entries(request).map(([name, value]) => [
      name,
      typeof value === 'string' ? oneLine(redact(value, secrets), MAX_LENGTH) : value,
    ]);
    const line = JSON.stringify({ time: new Date(this.now()).toISOString(), ...Object.fromEntries(values) });
    try {
      writeSync(this.file, `${line}\n`);
    } catch {
      // The disk may be full. The caller gets its answer nevertheless.
      this.#isComplete = false;
    }
  }

  close(): void {
    closeSync(this.file);
  }
}

/** By this, tests find the lines of a key, which can't be derived from it. */
export function fingerprint(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
