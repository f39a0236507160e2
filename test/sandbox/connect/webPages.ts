import type { IncomingMessage, ServerResponse } from 'node:http';
import { html, sendPage, type Page } from '../html.js';
import { readBody } from '../httpBody.js';
import { loginPage, problemPage } from '../pages.js';
import type { Integration, Integrations } from './integrations.js';
import type { IntegrationTokens } from './integrationTokens.js';
import { ProviderRefusal, type PendingSignIn } from './providerClient.js';
import type { Sessions } from './sessions.js';
import { users, type User } from './users.js';
import type { WebSessions } from './webSessions.js';

export interface WebPagesOptions {
  readonly integrations: Integrations;
  readonly sessions: Sessions;
  readonly tokens: IntegrationTokens;
  readonly webSessions: WebSessions;
  readonly isSecure: boolean;
  /** False: OAuth integrations are not licensed or turned off. */
  readonly available: boolean;
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
}

interface StartedSignIn {
  readonly integration: Integration;
  readonly user: User;
  readonly pending: PendingSignIn;
}

/** The half of the server that a person's browser sees: the dashboard, and the sign-in to integrations. */
export class WebPages {
  readonly #started = new Map<string, StartedSignIn>();

  constructor(private readonly options: WebPagesOptions) {}

  /** Answers a request where there is a page. @param path below the server's base path */
  async answer(visit: Visit, path: string): Promise<boolean> {
    const guid = /^\/__oauth__\/integrations\/([^/]+)\/login$/.exec(path)?.[1];
    if (guid !== undefined) await this.#signIn(visit, guid);
    else if (path === '/__oauth__/integrations/callback') await this.#finish(visit);
    else if (path === '/connect/' || path === '/connect') sendPage(visit.response, dashboard());
    else return false;
    return true;
  }

  async #signIn({ request, response }: Visit, guid: string): Promise<void> {
    const { integrations, webSessions, tokens, available } = this.options;
    const integration = available ? integrations.find(guid) : undefined;
    if (!integration) {
      sendPage(response, problemPage(404, 'There is no such OAuth integration.'));
      return;
    }
    if (integration.authType !== 'Viewer') {
      sendPage(response, problemPage(400, 'This OAuth integration is not one that people sign in to.'));
      return;
    }
    const { url, pending } = tokens.clientOf(integration).authorize();
    const user = webSessions.userOf(request) ?? (await this.#logIn(request, response, new URL(url).origin));
    if (!user) return;
    this.#started.set(pending.state, { integration, user, pending });
    response.writeHead(303, { location: url, 'cache-control': 'no-store' }).end();
  }

  /** Signs a person in to the server itself; undefined: a page was sent. @param target origin to which the form leads */
  async #logIn(request: IncomingMessage, response: ServerResponse, target: string): Promise<User | undefined> {
    const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
    const user = Object.values(users).find(
      ({ login, password }) => form?.get('login') === login && form.get('password') === password,
    );
    if (user) this.options.webSessions.start(user, response, this.options.isSecure);
    else sendPage(response, loginPage('Posit Connect', [target], form && 'The login or the password is not right.'));
    return user;
  }

  async #finish({ response, query }: Visit): Promise<void> {
    const state = query.get('state') ?? '';
    const started = this.#started.get(state);
    this.#started.delete(state);
    const code = query.get('code');
    if (!started) {
      sendPage(response, problemPage(400, 'This sign-in is not known, or no longer. Start it again.'));
      return;
    }
    if (code === null) {
      sendPage(response, problemPage(200, 'Access was not allowed. You can sign in again.'));
      return;
    }
    const { integration, user, pending } = started;
    try {
      this.options.sessions.save(
        user,
        integration,
        await this.options.tokens.clientOf(integration).redeem(code, pending),
      );
      sendPage(response, signedIn(integration));
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      sendPage(response, problemPage(502, 'The identity provider did not issue a token. Ask your administrator.'));
    }
  }
}

function dashboard(): Page {
  return { status: 200, title: 'Posit Connect', content: html`<p>This is the dashboard of a sandbox.</p>` };
}

function signedIn({ name, template }: Integration): Page {
  return {
    status: 200,
    title: `You are signed in to ${name ?? template}`,
    content: html`<p>You can close this tab and return to your editor.</p>`,
  };
}
