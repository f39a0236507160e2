import { setTimeout as delay } from 'node:timers/promises';
import { refusalBody } from '../../broker/connect/answers.js';
import { wrongVerb } from '../../broker/connect/messages.js';
import { apiReply, CREDENTIALS, foldedPath, keyIn } from '../../broker/connect/routes.js';
import type { Face, Handler, Refusal, Reply, RequestHead } from '../../broker/face.js';
import type { ContentUse } from '../../core/contentUses.js';
import { isRecord } from '../../core/record.js';
import { Secret } from '../../core/secret.js';
import { fingerprint, type LoggedRequest, type RequestLog } from '../requestLog.js';
import type { Exchanged, MockExchange } from './exchange.js';
import { AUTHOR, CONTENT_GUID, CONTENT_TOKEN, guidOf, USER_TOKEN, VISITOR } from './fixed.js';
import * as messages from './messages.js';

export interface MockConnectFaceOptions {
  readonly exchange: MockExchange;
  /** What the content is associated with. */
  readonly associations: readonly ContentUse[];
  /** `undefined`: nothing is logged. */
  readonly log: RequestLog | undefined;
}

/** The shortest text, in characters, that is removed from the log: a shorter one may be a part of any word. */
const SHORTEST_SECRET = 8;

/** Session tokens that connectcreds has published. */
const PUBLISHED: readonly string[] = [USER_TOKEN, CONTENT_TOKEN];

/**
 * The calls of content to Posit Connect, answered for tests. Any API key is accepted, so that a test can have one of its own:
 * nothing that is sent is secret.
 */
export class MockConnectFace implements Face {
  readonly prefixes = ['/'];

  constructor(private readonly options: MockConnectFaceOptions) {}

  /** Left to the handler, which logs what it refuses. */
  authenticate(): undefined {
    return undefined;
  }

  route(head: RequestHead): Handler {
    return async (body) => {
      const exchanged = this.#answer(head, body);
      this.#log(head, exchanged);
      if (exchanged.delay > 0) {
        // It does not keep the process running when the server is closed.
        await delay(exchanged.delay, undefined, { ref: false });
      }
      return exchanged.reply;
    };
  }

  errorBody(refusal: Refusal): object {
    return refusalBody(refusal);
  }

  files(): Readonly<Record<string, Secret>> {
    return {};
  }

  variables(): Readonly<Record<string, string>> {
    return {};
  }

  #answer({ verb, path, header }: RequestHead, body: Buffer): Exchanged {
    const apiKey = keyIn(header('authorization'));
    const folded = foldedPath(path);
    if (apiKey === '') {
      return refused({ status: 401, message: messages.noKey() });
    }
    if (folded === CREDENTIALS) {
      return verb === 'POST'
        ? this.options.exchange.answer(body, { apiKey, userAgent: header('user-agent') })
        : refused({ status: 405, message: wrongVerb('POST') });
    }
    const reply = apiReply(folded, {
      caller: this.options.exchange.isVisitorKey(apiKey) ? VISITOR : AUTHOR,
      subjects: { contentGuid: CONTENT_GUID, guidOf },
      uses: this.options.associations,
      url: `http://${header('host') ?? ''}/`,
    });
    if (!reply) {
      return refused({ status: 404, message: messages.unknownPath() });
    }
    return verb === 'GET' ? plain(reply) : refused({ status: 405, message: wrongVerb('GET') });
  }

  #log({ verb, path, header }: RequestHead, { reply, logged, secrets }: Exchanged): void {
    const apiKey = keyIn(header('authorization'));
    this.options.log?.write(
      {
        ...{ method: verb, path: foldedPath(path), key: apiKey === '' ? undefined : fingerprint(apiKey) },
        ...{ user_agent: header('user-agent'), ...logged, status: reply.status, ...loggedError(reply) },
      },
      [...secrets, new Secret(apiKey)].filter((secret) => isSecret(secret.reveal())),
    );
  }
}

function plain(reply: Reply): Exchanged {
  return { reply, delay: 0, logged: {}, secrets: [] };
}

function refused(refusal: Refusal): Exchanged {
  return plain({ status: refusal.status, body: refusalBody(refusal) });
}

function loggedError({ body }: Reply): LoggedRequest {
  const { code, error } = isRecord(body) ? body : {};
  return typeof code === 'number' && typeof error === 'string' ? { code, error } : {};
}

function isSecret(text: string): boolean {
  return text.length >= SHORTEST_SECRET && !PUBLISHED.includes(text);
}
