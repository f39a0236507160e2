import type { IncomingMessage, ServerResponse } from 'node:http';
import { oauthErrorOf } from './client.js';
import type { CodeRelay } from './codeRelay.js';
import { Refusal, type Credentials } from './credentials.js';
import { sendPage } from './html.js';
import { readBody } from './httpBody.js';
import { homePage, problemPage, refusedPage, relayedPage, signedInPage } from './pages.js';

export interface BrowserPagesOptions {
  credentials: Credentials;
  /** Takes the answers to sign-ins that are not this server's own; `undefined`: this server has none. */
  relay: CodeRelay | undefined;
  /** Path of the Workbench, without trailing slash. */
  basePath: string;
  /** Name of the user, shown on the home page. */
  login: string;
  issuer: string;
}

type Visit = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/**
 * The half of the Workbench server that the user's browser sees: `/`, `/sign_in`, `/sign_out`, `/oauth_redirect_callback`;
 * and `/oauth_code`, by which the session asks for what the last has stored.
 */
export class BrowserPages {
  readonly #visits: ReadonlyMap<string, Visit>;

  constructor(private readonly options: BrowserPagesOptions) {
    const { credentials, relay } = options;
    this.#visits = new Map<string, Visit>([
      ['GET ', (_request, response) => this.#home(response)],
      ...(relay
        ? ([['GET oauth_code', (request, response, url) => relay.answer(request, response, url)]] satisfies [
            string,
            Visit,
          ][])
        : []),
      ['GET oauth_redirect_callback', (_request, response, url) => this.#finishSignIn(response, url)],
      [
        'POST sign_in',
        async (request, response) => redirect(response, await credentials.startSignIn(await submittedGuid(request))),
      ],
      [
        'POST sign_out',
        async (request, response) => {
          await credentials.signOut(await submittedGuid(request));
          redirect(response, `${options.basePath}/`);
        },
      ],
    ]);
  }

  /** Whether a request is for one of these pages. @param page path below the Workbench's base, without slashes */
  has(httpMethod: string, page: string): boolean {
    return this.#visits.has(`${httpMethod} ${page}`);
  }

  async answer(request: IncomingMessage, response: ServerResponse, page: string, url: URL): Promise<void> {
    try {
      await this.#visits.get(`${request.method ?? ''} ${page}`)?.(request, response, url);
    } catch (error) {
      const known = error instanceof Refusal;
      sendPage(response, problemPage(known ? 400 : 502, known ? error.message : providerProblem(error)));
    }
  }

  #home(response: ServerResponse): Promise<void> {
    const { basePath, login, credentials, issuer } = this.options;
    sendPage(response, homePage(basePath, login, credentials.list(), [issuer]));
    return Promise.resolve();
  }

  async #finishSignIn(response: ServerResponse, url: URL): Promise<void> {
    const { credentials, relay } = this.options;
    if (!credentials.knows(url.searchParams.get('state')) && relay?.store(url.searchParams)) {
      sendPage(response, relayedPage());
      return;
    }
    try {
      sendPage(response, signedInPage(await credentials.finishSignIn(url.searchParams)));
    } catch (error) {
      if (oauthErrorOf(error)?.error !== 'access_denied') throw error;
      sendPage(response, refusedPage());
    }
  }
}

/** The integration of a form on the home page. Throws `Refusal` for a form on somebody else's page. */
async function submittedGuid(request: IncomingMessage): Promise<string> {
  const { origin, host } = request.headers;
  if (origin === undefined || !URL.canParse(origin) || new URL(origin).host !== host) {
    throw new Refusal('This form was not sent from the Workbench.');
  }
  return new URLSearchParams(await readBody(request)).get('integration') ?? '';
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

function providerProblem(error: unknown): string {
  const refusal = oauthErrorOf(error);
  if (!refusal) return 'The identity provider did not answer as it should. Start again from your editor.';
  return `The identity provider refused: ${refusal.error_description || refusal.error}. Start again from your editor.`;
}
