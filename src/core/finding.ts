/** One line of a check: what was looked at, and what was found. */
export interface Finding {
  readonly subject: string;
  /** `unknown`: it could not be told, and need not be wrong. */
  readonly result: 'ok' | 'problem' | 'unknown';
  /** In sentences, the last of which says what to do about a problem. Holds no secret. */
  readonly text: string;
}
