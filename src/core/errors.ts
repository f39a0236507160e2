import { oneLine } from './text.js';

/**
 * What a failure means to the one who asked:
 *
 * - `unavailable`: there is nothing to ask here (for example no Workbench session), and that will not change;
 * - `unsupported`: the server is too old, or the editor can't do it, and that will stay so until another one runs;
 * - `configuration`: a setting or variable is missing or wrong;
 * - `authorization`: the server does not accept us, or we have nothing to show;
 * - `network`: the server could not be reached, or asks to be left alone for a while;
 * - `protocol`: it answered something that can't be understood;
 * - `rejected`: it understood, and said no.
 */
export type Failure =
  'unavailable' | 'unsupported' | 'configuration' | 'authorization' | 'network' | 'protocol' | 'rejected';

export interface CredentialErrorOptions {
  /** What went wrong underneath. Goes to the log, never to the user. */
  readonly cause?: unknown;
  /** A few words for the view's description, where the failure can be told so briefly. */
  readonly summary?: string;
  /** Milliseconds for which the server asked to be left alone (RFC 9110, section 10.2.3). */
  readonly retryAfter?: number;
  /** What the server itself said of it, as one line. `message` has it with words around it. */
  readonly said?: string;
}

/** A failure that a person can read: `message` is a sentence or two, says what to do next, and is safe to show. */
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

  /** Whether asking again can't help as long as this process lives. */
  get final(): boolean {
    return this.failure === 'unavailable' || this.failure === 'unsupported';
  }
}

/** How many causes of a cause are told. */
const MAX_CAUSES = 5;

/** Characters of each message in a log line. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * An error with its causes as one line for the log: names, codes and messages. No stacks and no other properties, since
 * those of a library's errors may hold headers or bodies.
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

/** `error` itself if it is readable already; else a failure that says that `what` went wrong, with `error` as its cause. */
export function asCredentialError(error: unknown, what: string): CredentialError {
  return error instanceof CredentialError ? error : new CredentialError('protocol', what, { cause: error });
}
