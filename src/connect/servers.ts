import { isDeepStrictEqual } from 'node:util';
import type { Disposable, Event } from '../core/ports.js';
import type { CredentialSource } from '../core/source.js';
import { InvalidServerSource } from './invalidServerSource.js';
import type { ConnectServer } from './server.js';
import type { InvalidServer, ParsedServers } from './settings.js';

/** A source for one server, which can be told that the server's entry has changed. */
export interface ServerSource extends CredentialSource {
  /** Whether it can go on with this entry: if not, it has to be replaced by another source. */
  follow(server: ConnectServer): boolean;
}

export interface ConnectServersOptions<T extends ServerSource> {
  /** The setting `availableCredentials.connect.servers` now. */
  readonly read: () => ParsedServers;
  readonly onDidChange: Event<void>;
  readonly create: (server: ConnectServer) => T;
  /** Shows a source until the result is disposed of. */
  readonly show: (source: CredentialSource) => Disposable;
}

interface Shown<T> {
  readonly source: T;
  readonly shown: Disposable;
}

/** One source for each server of the setting, as servers are added, changed and removed. */
export class ConnectServers<T extends ServerSource> implements Disposable {
  readonly #shown = new Map<string, Shown<T>>();
  #invalid: { readonly servers: readonly InvalidServer[]; readonly shown: readonly Disposable[] } = {
    ...{ servers: [], shown: [] },
  };
  readonly #changes: Disposable;

  constructor(private readonly options: ConnectServersOptions<T>) {
    this.#changes = options.onDidChange(() => this.update());
    this.update();
  }

  get sources(): readonly T[] {
    return [...this.#shown.values()].map(({ source }) => source);
  }

  /** The source with an id; `undefined` if there is no such server. */
  source(id: string): T | undefined {
    return this.#shown.get(id)?.source;
  }

  /** Follows the setting. It is called when that changes; after a write, it has done so already. */
  update(): void {
    const { servers, invalid } = this.options.read();
    for (const id of this.#shown.keys()) {
      const server = servers.find((each) => each.id === id);
      if (!server || this.#shown.get(id)?.source.follow(server) === false) {
        this.#remove(id);
      }
    }
    for (const server of servers) {
      if (!this.#shown.has(server.id)) {
        const source = this.options.create(server);
        this.#shown.set(server.id, { source, shown: this.options.show(source) });
      }
    }
    this.#showInvalid(invalid);
  }

  /** Their rows stay the same objects as long as nothing about them changes. */
  #showInvalid(invalid: readonly InvalidServer[]): void {
    if (isDeepStrictEqual(invalid, this.#invalid.servers)) {
      return;
    }
    this.#invalid.shown.forEach((shown) => shown.dispose());
    const shown = invalid.map((each) => this.options.show(new InvalidServerSource(each)));
    this.#invalid = { servers: invalid, shown };
  }

  dispose(): void {
    this.#changes.dispose();
    [...this.#shown.keys()].forEach((id) => this.#remove(id));
    this.#invalid.shown.forEach((shown) => shown.dispose());
  }

  #remove(id: string): void {
    const found = this.#shown.get(id);
    this.#shown.delete(id);
    found?.shown.dispose();
    found?.source.dispose();
  }
}

/** Whether requests to a server are sent in the same way after its entry has changed. */
export function isSameConnection(one: ConnectServer, other: ConnectServer): boolean {
  const connection = ({ url, clientId, caCertificate, insecure }: ConnectServer) => [
    ...[url, clientId, caCertificate, insecure],
  ];
  return isDeepStrictEqual(connection(one), connection(other));
}
