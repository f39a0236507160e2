import type { Catalog } from '../core/catalog.js';
import type { ServerAccess, ServerFacts } from '../core/serverAccess.js';
import * as messages from './messages.js';

/** A server of the window. */
export interface ServedServer {
  readonly facts: ServerFacts;
  readonly access: ServerAccess;
}

/** The servers of a window that the user signs in to. */
export class ServedServers {
  constructor(private readonly catalog: Pick<Catalog, 'sources'>) {}

  async all(signal: AbortSignal): Promise<readonly ServerFacts[]> {
    return (await this.#all(signal)).map(({ facts }) => facts);
  }

  /**
   * The server with a name or URL; without one, the default, or else the only one. Throws `CredentialError` (`rejected`) that
   * names the servers if it is none of them.
   */
  async find(wanted: unknown, signal: AbortSignal): Promise<ServedServer> {
    const all = await this.#all(signal);
    const found =
      typeof wanted === 'string'
        ? all.find(({ facts }) => isNamed(facts, wanted))
        : (all.find(({ facts }) => facts.isDefault) ?? (all.length === 1 ? all[0] : undefined));
    if (!found) {
      const names = all.map(({ facts }) => facts.name);
      throw typeof wanted === 'string' ? messages.unknownServer(wanted, names) : messages.noDefaultServer(names);
    }
    return found;
  }

  #all(signal: AbortSignal): Promise<readonly ServedServer[]> {
    const accesses = this.catalog.sources.flatMap(({ serverAccess }) => serverAccess ?? []);
    return Promise.all(accesses.map(async (access) => ({ facts: await access.facts(signal), access })));
  }
}

function isNamed({ name, url }: ServerFacts, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase() || url === wanted.replace(/\/+$/, '');
}
