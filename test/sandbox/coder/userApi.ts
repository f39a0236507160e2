import { ApiError } from './apiError.js';
import type { DeviceCodes } from './deviceCodes.js';
import { timeToWire, type CoderLink, type Links } from './links.js';
import { providerToWire, type CoderProvider } from './providers.js';
import type { Refreshing } from './refreshing.js';

export interface UserApiOptions {
  readonly username: string;
  readonly providers: readonly CoderProvider[];
  readonly links: Links;
  readonly refreshing: Refreshing;
  readonly devices: DeviceCodes;
  /** By provider: why its tokens can't be revoked. */
  readonly revocationFailures: ReadonlyMap<string, string>;
}

/** The calls of a user, which are authenticated with a session token. */
export class UserApi {
  constructor(private readonly options: UserApiOptions) {}

  /** The answer as JSON; undefined: no content. @param path below `/api/v2` */
  async answer(method: string, path: string, body: () => Promise<unknown>): Promise<object | undefined> {
    const [, id, isDevice] = /^\/external-auth\/([^/]+)(\/device)?$/.exec(path) ?? [];
    if (path === '/users/me' && method === 'GET') return this.#user();
    if (path === '/external-auth' && method === 'GET') return this.#list();
    if (id === undefined) throw new ApiError(404, 'Route not found.');
    const provider = this.#find(decodeURIComponent(id));
    if (isDevice !== undefined) return this.#device(method, provider, body);
    return method === 'DELETE' ? this.#signOut(provider) : this.#status(provider);
  }

  #find(id: string): CoderProvider {
    const provider = this.options.providers.find((each) => each.id === id);
    if (!provider) throw new ApiError(404, 'Resource not found or you do not have access to this resource');
    return provider;
  }

  #user(): object {
    const { username } = this.options;
    return { id: '6f1d2c3b-4a59-4e68-8b77-9c8d7e6f5a4b', username, email: `${username}@example.com`, status: 'active' };
  }

  /** Refreshes one link after the other, as Coder does. */
  async #list(): Promise<object> {
    const { providers, links, refreshing } = this.options;
    const answered: object[] = [];
    for (const link of links.all) {
      const provider = providers.find(({ id }) => id === link.providerId);
      const found = provider && (await refreshing.refresh(link, provider));
      answered.push(linkToWire(links.find(link.providerId) ?? link, found?.authenticated ?? false, found?.problem));
    }
    return { providers: providers.map(providerToWire), links: answered };
  }

  async #status(provider: CoderProvider): Promise<object> {
    const { links, refreshing, username } = this.options;
    const link = links.find(provider.id);
    const authenticated = link ? (await refreshing.refresh(link, provider)).authenticated : false;
    return {
      authenticated,
      device: provider.device ?? false,
      display_name: provider.displayName ?? provider.id,
      user: authenticated ? { id: 1, login: `${username}-at-${provider.type}`, avatar_url: '', name: '' } : null,
      app_installable: false,
      installations: [],
      app_install_url: '',
    };
  }

  #signOut({ id, supportsRevocation = true }: CoderProvider): object {
    const { links, revocationFailures } = this.options;
    if (!links.delete(id)) throw new ApiError(404, 'Resource not found or you do not have access to this resource');
    const failure = revocationFailures.get(id);
    return {
      token_revoked: supportsRevocation && failure === undefined,
      ...(failure === undefined ? {} : { token_revocation_error: failure }),
    };
  }

  async #device(method: string, provider: CoderProvider, body: () => Promise<unknown>): Promise<object | undefined> {
    const { devices, links } = this.options;
    if (provider.device !== true) throw new ApiError(400, 'External auth provider does not support device flow.');
    if (method === 'GET') return devices.start();
    const tokens = await devices.exchange(await body());
    links.save(provider.id, tokens);
    return undefined;
  }
}

function linkToWire(link: CoderLink, authenticated: boolean, problem: string | undefined): object {
  return {
    provider_id: link.providerId,
    created_at: timeToWire(link.createdAt),
    updated_at: timeToWire(link.updatedAt),
    has_refresh_token: link.refreshToken !== undefined,
    expires: timeToWire(link.expiresAt),
    authenticated,
    validate_error: problem ?? '',
  };
}
