import type { ErrorAnswer } from '../../coder/wire.js';
import type { Reply } from '../face.js';

/** Why a program gets no token. Both texts are sentences for its user. */
export class CoderError extends Error {
  override readonly name = 'CoderError';

  constructor(
    readonly status: 400 | 404 | 500,
    message: string,
    readonly detail?: string,
  ) {
    super(message);
  }

  get reply(): Reply {
    return { status: this.status, body: errorBody(this.message, this.detail) };
  }
}

/** An error in the format of Coder's API. */
export function errorBody(message: string, detail?: string): ErrorAnswer {
  return { message, ...(detail === undefined ? {} : { detail }) };
}
