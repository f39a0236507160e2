import { pageAnswer, tokenAnswer } from '../../broker/coder/answers.js';
import { CoderError, errorBody } from '../../broker/coder/coderError.js';
import { wrongVerb } from '../../broker/coder/messages.js';
import { coderType } from '../../broker/coder/providerType.js';
import { hostIn, type ProviderRequest, providerIn } from '../../broker/coder/request.js';
import type { Face, Handler, Refusal, Reply, RequestHead } from '../../broker/face.js';
import { AGENT_EXTERNAL_AUTH_PATH, SESSION_TOKEN_HEADER } from '../../coder/wire.js';
import type { Secret } from '../../core/secret.js';
import * as messages from './messages.js';

/** What a program under test gets for every provider. */
export type MockAnswer = { readonly token: Secret } | { readonly url: string } | { readonly status: number };

/** The endpoint of a Coder agent, answered for tests. Any agent token is accepted: nothing that is sent is secret. */
export class MockCoderFace implements Face {
  readonly prefixes = ['/'];

  constructor(private readonly answer: MockAnswer) {}

  authenticate({ header }: RequestHead): Refusal | undefined {
    return header(SESSION_TOKEN_HEADER) ? undefined : { status: 401, message: messages.noToken() };
  }

  route({ verb, path }: RequestHead): Handler | Refusal {
    const [endpoint, query] = path.split('?', 2);
    if (endpoint !== AGENT_EXTERNAL_AUTH_PATH) {
      return { status: 404, message: messages.unknownPath() };
    }
    return verb === 'GET'
      ? () => Promise.resolve(this.#reply(new URLSearchParams(query)))
      : { status: 405, message: wrongVerb() };
  }

  errorBody({ message }: Refusal): object {
    return errorBody(message);
  }

  files(): Readonly<Record<string, Secret>> {
    return {};
  }

  variables(): Readonly<Record<string, string>> {
    return {};
  }

  #reply(query: URLSearchParams): Reply {
    try {
      const asked = providerIn(query);
      if ('status' in this.answer) {
        return { status: this.answer.status, body: errorBody(messages.madeUp()) };
      }
      const body =
        'url' in this.answer ? pageAnswer(this.answer.url) : tokenAnswer(this.answer.token.reveal(), typeOf(asked));
      return { status: 200, body };
    } catch (error) {
      if (error instanceof CoderError) {
        return error.reply;
      }
      throw error;
    }
  }
}

/** In tests, providers are mostly called like their type. */
function typeOf(asked: ProviderRequest): string {
  return 'id' in asked
    ? asked.id
    : coderType({ type: undefined, issuer: undefined, gitHosts: [hostIn(asked.match) ?? ''] });
}
