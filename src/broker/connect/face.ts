import type { ContentUses } from '../../core/contentUses.js';
import { Secret } from '../../core/secret.js';
import type { Address, Face, FaceFactory, Handler, Refusal, RequestHead, SecretVariables, Viewer } from '../face.js';
import { refusalBody } from './answers.js';
import { contentVariables, MOCKING_VARIABLES } from './contentVariables.js';
import type { CredentialExchange } from './exchange.js';
import * as messages from './messages.js';
import { API, apiReply, CREDENTIALS, foldedPath, keyIn, PING } from './routes.js';
import { type Caller, ContentSubjects } from './subjects.js';

/** In the runtime folder: the content session token, where clients look for it first. */
const TOKEN_FILE = 'content_session_token';

export interface ConnectFaceOptions {
  readonly exchange: CredentialExchange;
  readonly uses: Pick<ContentUses, 'all'>;
  /** Who develops the content. */
  readonly author: Viewer;
  readonly now: () => number;
}

/**
 * The API of Posit Connect that content calls for its credentials. Callers authenticate with `Authorization: Key`, and only
 * processes that the user has started as content get that key: other clients of Connect would take this for a real one.
 */
export class ConnectFace implements Face {
  readonly prefixes = [`${API}/`, PING];
  readonly #subjects: ContentSubjects;

  private constructor(
    key: Secret,
    private readonly options: ConnectFaceOptions,
  ) {
    this.#subjects = new ContentSubjects(key, options.author, options.now);
  }

  static factory(options: ConnectFaceOptions): FaceFactory {
    return (key) => new ConnectFace(key, options);
  }

  authenticate(head: RequestHead): Refusal | undefined {
    return this.#caller(head) ? undefined : { status: 401, message: messages.wrongKey() };
  }

  route(head: RequestHead): Handler | Refusal {
    const caller = this.#caller(head);
    const path = foldedPath(head.path);
    if (!caller) {
      return { status: 401, message: messages.wrongKey() };
    }
    if (path === CREDENTIALS) {
      return head.verb === 'POST' ? this.#exchange(head) : { status: 405, message: messages.wrongVerb('POST') };
    }
    return this.#api(path, head, caller);
  }

  errorBody(refusal: Refusal): object {
    return refusalBody(refusal);
  }

  files(): Readonly<Record<string, Secret>> {
    return { [TOKEN_FILE]: this.#subjects.contentToken };
  }

  /** None in every terminal: `rsconnect -n` fails where these are set. */
  variables(): Readonly<Record<string, string>> {
    return {};
  }

  requestedVariables(address: Address): Readonly<Record<string, SecretVariables>> {
    const { apiKey, mockingApiKey } = this.#subjects;
    return {
      connect: this.#variables(address, apiKey),
      'connect-mocking': { ...this.#variables(address, mockingApiKey), ...MOCKING_VARIABLES },
    };
  }

  viewerHeaders(viewer: Viewer): Readonly<Record<string, Secret>> {
    const credentials = new Secret(asciiJson({ user: viewer.username, groups: viewer.groups }));
    return {
      'posit-connect-user-session-token': this.#subjects.userToken(viewer),
      'rstudio-connect-credentials': credentials,
      'shiny-server-credentials': credentials,
    };
  }

  #variables({ url, folder }: Address, apiKey: Secret): SecretVariables {
    const { contentGuid, contentToken } = this.#subjects;
    return contentVariables({ url, apiKey, contentGuid, contentToken, tokenFile: `${folder}/${TOKEN_FILE}` });
  }

  #caller({ header }: RequestHead): Caller | undefined {
    return this.#subjects.callerWith(keyIn(header('authorization')));
  }

  #exchange({ header }: RequestHead): Handler {
    const caller = { apiKey: keyIn(header('authorization')), userAgent: header('user-agent') };
    return (body) => this.options.exchange.answer(body, caller, this.#subjects);
  }

  #api(path: string, { verb, header }: RequestHead, caller: Caller): Handler | Refusal {
    const url = `http://${header('host') ?? ''}/`;
    const reply = apiReply(path, { caller, subjects: this.#subjects, uses: this.options.uses.all, url });
    if (!reply) {
      return { status: 404, message: messages.unknownPath() };
    }
    return verb === 'GET' ? () => Promise.resolve(reply) : { status: 405, message: messages.wrongVerb('GET') };
  }
}

/** JSON in ASCII: frameworks read other characters in a header in different ways. */
function asciiJson(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}
