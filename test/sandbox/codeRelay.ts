import type { IncomingMessage, ServerResponse } from 'node:http';

/** Statuses of Workbench's relay (Posit Publisher, extensions/vscode/src/auth/oauth). */
const [NO_STATE, DENIED, NOT_YET] = [400, 403, 404];

/** Stores the codes that browsers bring for sign-ins of programs in the session, each until it is asked for once. */
export class CodeRelay {
  readonly #codes = new Map<string, string>();

  /** Whether this was an answer to be stored. @param answer what the browser brought; an error is stored as no code */
  store(answer: URLSearchParams): boolean {
    const state = answer.get('state') ?? '';
    const isAnswer = state !== '' && (answer.has('code') || answer.has('error'));
    if (isAnswer) this.#codes.set(state, answer.get('code') ?? '');
    return isAnswer;
  }

  /** `GET oauth_code?state=…` */
  answer(_request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const state = url.searchParams.get('state') ?? '';
    const code = this.#codes.get(state);
    this.#codes.delete(state);
    const status = state === '' ? NO_STATE : code === undefined ? NOT_YET : code === '' ? DENIED : 200;
    response
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(status === 200 ? JSON.stringify({ code }) : '');
    return Promise.resolve();
  }
}
