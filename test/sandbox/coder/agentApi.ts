import { once } from 'node:events';
import { gitCredentials } from '../../../src/coder/wire.js';
import { ApiError } from './apiError.js';
import { isExpired, timeToWire, type CoderLink, type Links } from './links.js';
import type { CoderProvider } from './providers.js';
import type { Refreshing } from './refreshing.js';

export interface AgentApiOptions {
  /** Without trailing slash. */
  readonly accessUrl: string;
  readonly providers: readonly CoderProvider[];
  readonly links: Links;
  readonly refreshing: Refreshing;
  /** False: a server before `expires_at`. */
  readonly showsExpiry: boolean;
}

/** The call of code in a workspace, which is authenticated with the agent's token. */
export class AgentApi {
  constructor(private readonly options: AgentApiOptions) {}

  /** Answers `GET …/workspaceagents/me/external-auth`. @param closed aborted when the client has gone away */
  async answer(query: URLSearchParams, closed: AbortSignal): Promise<object> {
    const { links, refreshing } = this.options;
    const provider = this.#find(query);
    if (query.has('listen')) {
      return this.#signedIn(provider, await this.#listen(provider, closed));
    }
    const link = links.find(provider.id);
    if (!link) return this.#notSignedIn(provider);
    const { authenticated, problem, isFailed } = await refreshing.refresh(link, provider);
    if (isFailed) throw new ApiError(500, 'Failed to refresh external auth token.', problem);
    return authenticated ? this.#signedIn(provider, links.find(provider.id) ?? link) : this.#notSignedIn(provider);
  }

  #find(query: URLSearchParams): CoderProvider {
    const { providers } = this.options;
    const [id, match] = [query.get('id') ?? '', query.get('match') ?? ''];
    if (id === '' && match === '') {
      throw new ApiError(400, "'id' or 'match' query parameter is required.");
    }
    if (id !== '' && match !== '') {
      throw new ApiError(400, "'id' and 'match' query parameters are mutually exclusive.");
    }
    const found =
      id !== '' ? providers.find((each) => each.id === id) : providers.findLast((each) => each.regex?.test(match));
    if (!found) {
      const detail = id !== '' ? `No external auth provider found with id ${id}` : undefined;
      throw new ApiError(
        404,
        `No matching external auth provider found in Coder for the url ${JSON.stringify(match)}.`,
        detail,
      );
    }
    return found;
  }

  /** Waits for a token that the provider accepts. */
  async #listen({ id }: CoderProvider, closed: AbortSignal): Promise<CoderLink> {
    const { links } = this.options;
    for (;;) {
      const link = links.find(id);
      if (link && !isExpired(link) && link.validateError === undefined) return link;
      await once(links.events, 'changed', { signal: closed });
    }
  }

  #notSignedIn({ id }: CoderProvider): object {
    return this.#answer({ url: `${this.options.accessUrl}/external-auth/${encodeURIComponent(id)}` });
  }

  #signedIn({ type, extra }: CoderProvider, { accessToken, expiresAt }: CoderLink): object {
    return this.#answer({
      ...{ access_token: accessToken, token_extra: extra ?? null, type, expires_at: timeToWire(expiresAt) },
      ...gitCredentials(type, accessToken),
    });
  }

  #answer(members: object): object {
    const answer = { ...EMPTY, ...members };
    return this.options.showsExpiry ? answer : { ...answer, expires_at: undefined };
  }
}

const EMPTY = {
  ...{ access_token: '', token_extra: null, url: '', type: '' },
  ...{ expires_at: timeToWire(undefined), username: '', password: '' },
};
