import { homedir } from 'node:os';
import { type KnownProvider, nameOf } from '../../coder/knownProvider.js';
import { LIST_INTERVAL } from '../../coder/userList.js';
import type { Clock, Environment, Logger } from '../../core/ports.js';
import { isRecord } from '../../core/record.js';
import { AtomicFile } from '../../vault/atomicFile.js';
import { commandFolder } from '../connect/folder.js';

/** What a list says about a provider, and the agent's answers don't. */
export interface RememberedProvider {
  readonly displayName: string | undefined;
  /** Why the link is not valid any more, as the server says. */
  readonly problem: string | undefined;
  /** Whether there is a link that is not valid. */
  readonly hasLink: boolean;
}

/** By the provider's ID. */
export type RememberedProviders = ReadonlyMap<string, RememberedProvider>;

interface Content {
  /** The deployment. */
  readonly url: string;
  /** When the list was asked for, in milliseconds since the epoch. */
  readonly at: number;
  /** Whether that has succeeded. Otherwise, the providers are those of an earlier list. */
  readonly isAnswered: boolean;
  readonly providers: RememberedProviders;
}

/**
 * The names of the providers, and why links are not valid. Only the list says that, for which Coder asks each provider. So that
 * a script that runs the command in a loop does not cause that each time, a file remembers the last list for a minute.
 */
export class RememberedList {
  readonly #file: AtomicFile;

  constructor(
    private readonly url: string,
    environment: Environment,
    private readonly clock: Clock,
    log: Logger,
  ) {
    const folder = commandFolder(environment, process.platform, environment['HOME'] || homedir());
    this.#file = new AtomicFile(folder, clock, log, {}, 'coder-list.json');
  }

  /**
   * What is known of the providers. Asks for a list at most once a minute. Rejects if that fails.
   *
   * @param isEnough whether an earlier list will do while one is on its way, and after it has failed
   */
  async providers(
    list: () => Promise<readonly KnownProvider[]>,
    isEnough: (known: RememberedProviders) => boolean = () => true,
  ): Promise<RememberedProviders> {
    const { url } = this;
    const last = await this.#read();
    const now = this.clock.now();
    const isRecent = last !== undefined && last.at <= now && now < last.at + LIST_INTERVAL;
    if (isRecent && (last.isAnswered || isEnough(last.providers))) {
      return last.providers;
    }
    // Before the request, which may fail, and during which the command may be run again.
    await this.#write({ url, at: now, isAnswered: false, providers: last?.providers ?? new Map() });
    const providers = new Map((await list()).map(toRemember));
    await this.#write({ url, at: now, isAnswered: true, providers });
    return providers;
  }

  /** The user has signed out of a provider. */
  async signedOut(id: string): Promise<void> {
    const last = await this.#read();
    const known = last?.providers.get(id);
    if (last && known) {
      const providers = new Map(last.providers).set(id, { ...known, problem: undefined, hasLink: false });
      await this.#write({ ...last, providers });
    }
  }

  async #read(): Promise<Content | undefined> {
    const json = parsed(String((await this.#bytes()) ?? ''));
    if (!isRecord(json) || json['url'] !== this.url || typeof json['at'] !== 'number') {
      return undefined;
    }
    const providers = isRecord(json['providers']) ? Object.entries(json['providers']) : [];
    return {
      ...{ url: this.url, at: json['at'], isAnswered: json['isAnswered'] === true },
      providers: new Map(providers.map(readProvider)),
    };
  }

  /** Without the file, the next run asks again. */
  async #write({ providers, ...others }: Content): Promise<void> {
    const json = JSON.stringify({ ...others, providers: Object.fromEntries(providers) });
    await this.#file.replace(await this.#bytes(), Buffer.from(json)).catch(() => undefined);
  }

  #bytes(): Promise<Buffer | undefined> {
    return this.#file.read().catch(() => undefined);
  }
}

function toRemember(known: KnownProvider): readonly [string, RememberedProvider] {
  const { asked, displayName, status, problem, hasLink = false } = known;
  return [nameOf(asked), { displayName, problem, hasLink: hasLink && status !== 'signedIn' }];
}

function readProvider([id, value]: readonly [string, unknown]): readonly [string, RememberedProvider] {
  const fields = isRecord(value) ? value : {};
  const text = (name: string) => {
    const found = fields[name];
    return typeof found === 'string' ? found : undefined;
  };
  return [id, { displayName: text('displayName'), problem: text('problem'), hasLink: fields['hasLink'] === true }];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
