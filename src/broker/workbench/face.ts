import type { Clock } from '../../core/ports.js';
import type { Secret } from '../../core/secret.js';
import { COOKIE_FILE } from '../../workbench/cookie.js';
import { BROKER_VARIABLE, WINDOW_VARIABLE } from '../../workbench/session.js';
import { COOKIE_HEADER, type Method, METHODS, type WireFailure } from '../../workbench/wire.js';
import type { Address, Face, FaceFactory, Handler, Refusal, Reply, RequestHead } from '../face.js';
import { type Parameters, parametersIn } from './call.js';
import { WorkbenchCookies } from './cookies.js';
import * as messages from './messages.js';

/** A sign-in may bring the CA certificates of an organization. */
const LARGE = { maxBodySize: 1024 * 1024 };

/** What a call is answered with. Never rejects. */
export type Answer = (method: Method, parameters: Parameters) => Promise<object>;

/** The RPC of a Workbench session: `POST /method` with the session's cookie, and `{"error": sentence}` for all failures. */
export class WorkbenchFace implements Face {
  readonly prefixes = ['/'];
  readonly #cookies: WorkbenchCookies;

  private constructor(
    key: Secret,
    clock: Clock,
    private readonly answer: Answer,
    private readonly isInSession: boolean,
  ) {
    this.#cookies = new WorkbenchCookies(clock, key);
  }

  /** @param isInSession whether the window is in a Workbench session, whose variables must stay as they are */
  static factory(clock: Clock, answer: Answer, isInSession = false): FaceFactory {
    return (key) => new WorkbenchFace(key, clock, answer, isInSession);
  }

  authenticate({ header }: RequestHead): Refusal | undefined {
    const cookie = header(COOKIE_HEADER);
    return cookie !== undefined && this.#cookies.isValid(cookie)
      ? undefined
      : { status: 401, message: messages.wrongCookie() };
  }

  route({ verb, path }: RequestHead): Handler | Refusal {
    const method = METHODS.find((each) => path === `/${each}`);
    if (!method) {
      return { status: 404, message: messages.unknownMethod() };
    }
    return verb === 'GET' || verb === 'POST'
      ? Object.assign((body: Buffer) => this.#call(method, body), method === 'oauth_server_login' ? LARGE : {})
      : { status: 405, message: messages.wrongVerb() };
  }

  /** Python and R both understand this form of the several that Workbench uses. */
  errorBody({ message }: Refusal): WireFailure {
    return { error: message };
  }

  files(): Readonly<Record<string, Secret>> {
    return { [COOKIE_FILE]: this.#cookies.current() };
  }

  variables({ url, folder }: Address): Readonly<Record<string, string>> {
    return this.isInSession
      ? { [WINDOW_VARIABLE]: `${url} ${folder}` }
      : {
          POSIT_PRODUCT: 'WORKBENCH',
          RS_SERVER_ADDRESS: url,
          PWB_SESSION_RUNTIME_DIR: folder,
          [BROKER_VARIABLE]: '1',
        };
  }

  async #call(method: Method, body: Buffer): Promise<Reply | Refusal> {
    const parameters = parametersIn(body, method);
    return parameters
      ? { status: 200, body: await this.answer(method, parameters) }
      : { status: 400, message: messages.notCall() };
  }
}
