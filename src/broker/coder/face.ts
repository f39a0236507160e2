import { createHmac } from 'node:crypto';
import { AGENT_EXTERNAL_AUTH_PATH, type ErrorAnswer, SESSION_TOKEN_HEADER } from '../../coder/wire.js';
import { CODER_MARK } from '../../core/coderVariables.js';
import { Secret } from '../../core/secret.js';
import { isEqualInConstantTime } from '../constantTime.js';
import type {
  Address,
  Face,
  FaceFactory,
  Handler,
  PageHandler,
  Refusal,
  RequestHead,
  SecretVariables,
} from '../face.js';
import type { Page } from '../page.js';
import { uuid } from '../uuid.js';
import { errorBody } from './coderError.js';
import type { ExternalAuth } from './externalAuth.js';
import * as messages from './messages.js';
import { SIGN_IN_PREFIX } from './signInLinks.js';

/** In the runtime folder: the agent's token. */
const TOKEN_FILE = 'coder_agent_token';

export interface CoderFaceOptions {
  readonly externalAuth: ExternalAuth;
  /** What a browser gets that opens a page which starts a sign-in. Never rejects. */
  readonly signInPage: (path: string) => Promise<Page>;
}

/**
 * The endpoint that gives tokens to programs in a Coder workspace. Only processes for which the user wants that know of it:
 * other programs would believe that they run in a workspace.
 */
export class CoderFace implements Face {
  readonly prefixes = ['/api/v2/', SIGN_IN_PREFIX];
  /** A UUID, as Coder's own are. */
  readonly #token: Secret;

  private constructor(
    key: Secret,
    private readonly options: CoderFaceOptions,
  ) {
    this.#token = new Secret(uuid(createHmac('sha256', key.reveal()).update('coder agent-token').digest()));
  }

  static factory(options: CoderFaceOptions): FaceFactory {
    return (key) => new CoderFace(key, options);
  }

  authenticate({ header }: RequestHead): Refusal | undefined {
    return isEqualInConstantTime(header(SESSION_TOKEN_HEADER) ?? '', this.#token.reveal())
      ? undefined
      : { status: 401, message: messages.wrongToken() };
  }

  route({ verb, path, header }: RequestHead): Handler | Refusal {
    const [endpoint, query] = path.split('?', 2);
    if (endpoint !== AGENT_EXTERNAL_AUTH_PATH) {
      return { status: 404, message: messages.unknownPath() };
    }
    if (verb !== 'GET') {
      return { status: 405, message: messages.wrongVerb() };
    }
    const base = `http://${header('host') ?? ''}`;
    return (_body, onClosed) => this.options.externalAuth.answer(new URLSearchParams(query), base, onClosed);
  }

  page({ path }: RequestHead): PageHandler | undefined {
    return path.startsWith(SIGN_IN_PREFIX) ? () => this.options.signInPage(path) : undefined;
  }

  errorBody({ message }: Refusal): ErrorAnswer {
    return errorBody(message);
  }

  files(): Readonly<Record<string, Secret>> {
    return { [TOKEN_FILE]: this.#token };
  }

  variables(): Readonly<Record<string, string>> {
    return {};
  }

  requestedVariables({ url, folder }: Address): Readonly<Record<string, SecretVariables>> {
    return {
      coder: {
        // With a slash, since some scripts append a path without one. The server takes two slashes for one.
        CODER_AGENT_URL: `${url}/`,
        CODER_AGENT_TOKEN_FILE: `${folder}/${TOKEN_FILE}`,
        [CODER_MARK]: '1',
      },
    };
  }
}
