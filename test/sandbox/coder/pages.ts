import type { ServerResponse } from 'node:http';
import { ProviderRefusal, type PendingSignIn, type ProviderClient } from '../connect/providerClient.js';
import { html, sendPage } from '../html.js';
import { problemPage, signedInPage } from '../pages.js';
import type { Links } from './links.js';
import type { CoderProvider } from './providers.js';

/** Where the provider sends the browser back. A real Coder has one path for each provider. */
export const CALLBACK_PATH = '/external-auth-callback';

export interface PagesOptions {
  readonly providers: readonly CoderProvider[];
  readonly links: Links;
  readonly client: ProviderClient;
  /** What the page for signing in to a command shows. */
  readonly sessionToken: string;
}

/**
 * The pages that a person's browser sees. Every visitor counts as the workspace's owner: signing in to Coder itself is not
 * part of this sandbox.
 */
export class Pages {
  readonly #started = new Map<string, { readonly provider: CoderProvider; readonly pending: PendingSignIn }>();

  constructor(private readonly options: PagesOptions) {}

  async answer(response: ServerResponse, path: string, query: URLSearchParams): Promise<void> {
    if (path === '/cli-auth') {
      sendPage(response, tokenPage(this.options.sessionToken));
      return;
    }
    if (path === CALLBACK_PATH) {
      await this.#finish(response, query);
      return;
    }
    const [, id] = /^\/external-auth\/([^/]+)$/.exec(path) ?? [];
    const provider = this.options.providers.find((each) => each.id === decodeURIComponent(id ?? ''));
    if (!provider) {
      sendPage(response, problemPage(404, 'There is no such page.'));
    } else if (query.has('redirected')) {
      sendPage(response, signedInPage(provider.displayName ?? provider.id));
    } else {
      const { url, pending } = this.options.client.authorize();
      this.#started.set(pending.state, { provider, pending });
      redirect(response, url);
    }
  }

  async #finish(response: ServerResponse, query: URLSearchParams): Promise<void> {
    const started = this.#started.get(query.get('state') ?? '');
    this.#started.delete(query.get('state') ?? '');
    const code = query.get('code');
    if (!started || code === null) {
      sendPage(response, problemPage(started ? 200 : 400, 'You are not signed in. Start again from your editor.'));
      return;
    }
    try {
      this.options.links.save(started.provider.id, await this.options.client.redeem(code, started.pending));
      redirect(response, `/external-auth/${encodeURIComponent(started.provider.id)}?redirected=true`);
    } catch (error) {
      if (!(error instanceof ProviderRefusal)) throw error;
      sendPage(response, problemPage(502, 'The provider did not issue a token.'));
    }
  }
}

function tokenPage(token: string) {
  return { status: 200, title: 'Session token', content: html`<p><code>${token}</code></p>` };
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}
