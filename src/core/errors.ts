import { oneLine } from './text.js';

/**
 * What kind of failure an error is:
 *
 * - `unavailable`: there is no server to ask (for example outside a Workbench session), and that will not change;
 * - `unsupported`: the server is too old, or the editor lacks a feature, and that will not change in this process;
 * - `configuration`: a setting or variable is missing or wrong;
 * - `authorization`: the server does not accept our credentials, or there are none;
 * - `network`: the server could not be reached, or asked us to wait;
 * - `protocol`: the response could not be understood;
 * - `rejected`: the server understood the request and rejected it.
 */
export type Failure =
  'unavailable' | 'unsupported' | 'configuration' | 'authorization' | 'network' | 'protocol' | 'rejected';

export interface CredentialErrorOptions {
  /** The underlying error. It is written to the log and never shown to the user. */
  readonly cause?: unknown;
  /** A few words for the view's description, if the failure can be described that briefly. */
  readonly summary?: string;
  /** Milliseconds that the server asked us to wait (RFC 9110, section 10.2.3). */
  readonly retryAfter?: number;
  /** The server's own error text, as one line. `message` contains it, too. */
  readonly said?: string;
}

/** An error for users: `message` is one or two sentences, says what to do next, and is safe to show. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError';
  readonly summary: string | undefined;
  readonly retryAfter: number | undefined;
  readonly said: string | undefined;

  constructor(
    readonly failure: Failure,
    message: string,
    options: CredentialErrorOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.summary = options.summary;
    this.retryAfter = options.retryAfter;
    this.said = options.said;
  }

  /** Whether retrying is pointless in this process. */
  get final(): boolean {
    return this.failure === 'unavailable' || this.failure === 'unsupported';
  }
}

/** Thrown when the user has cancelled in a dialog, which is not a failure. */
export class Cancelled extends Error {}

/** How many nested causes are included. */
const MAX_CAUSES = 5;

/** Longest message in a log line, in characters. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * An error with its causes as one line for the log: names, codes and messages. Stacks and other properties are left out,
 * since a library's errors may have properties with headers or bodies.
 */
export function errorChain(error: unknown): string {
  const links: string[] = [];
  for (let current = error; current !== undefined && links.length <= MAX_CAUSES;) {
    if (!(current instanceof Error)) {
      links.push(typeof current === 'string' ? oneLine(current, MAX_MESSAGE_LENGTH) : `(${typeof current})`);
      break;
    }
    const code = 'code' in current && typeof current.code === 'string' ? ` ${current.code}` : '';
    const name = current instanceof CredentialError ? current.failure : current.name;
    links.push(oneLine(`${name}${code}: ${current.message}`, MAX_MESSAGE_LENGTH));
    current = current.cause;
  }
  return links.join(' <- ');
}

/** Returns `error` if it is a `CredentialError`; otherwise wraps it in one with this message. */
export function asCredentialError(error: unknown, message: string): CredentialError {
  return error instanceof CredentialError ? error : new CredentialError('protocol', message, { cause: error });
}
