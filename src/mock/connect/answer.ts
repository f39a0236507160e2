import type { ContentUse } from '../../core/contentUses.js';
import type { Secret } from '../../core/secret.js';
import type { Kind } from './fixed.js';

/** How a request is answered. */
export type Answer = TokenAnswer | ErrorAnswer | RawAnswer;

interface Delayed {
  /** Milliseconds before the answer is sent. */
  readonly delay: number;
}

export interface TokenAnswer extends Delayed {
  readonly type: 'token';
  /** `undefined`: the usual token of the kind that was asked for. */
  readonly token: Secret | undefined;
  /** In seconds; `undefined`: the answer does not say. */
  readonly expiresIn: number | undefined;
}

export interface ErrorAnswer extends Delayed {
  readonly type: 'error';
  readonly code: number;
  /** `undefined`: the usual ones of the code. */
  readonly message: string | undefined;
  readonly status: number | undefined;
}

export interface RawAnswer extends Delayed {
  readonly type: 'raw';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Which requests are answered, and how. */
export interface Rule {
  /** Where its answers are in the file, such as `rules[0].answers`. */
  readonly place: string;
  /** Of these, a request must match all that there are. */
  readonly kind: Kind | undefined;
  readonly audience: string | undefined;
  readonly resource: string | undefined;
  readonly scope: string | undefined;
  /** A single answer to all requests, or one for each, in this order. */
  readonly answers: Answer | readonly Answer[];
}

/** The content of a file with answers. */
export interface AnswersFile {
  /** The first that matches a request answers it. */
  readonly rules: readonly Rule[];
  /** What the content is associated with; `undefined`: the usual ones. */
  readonly associations: readonly ContentUse[] | undefined;
}
