import { homedir } from 'node:os';
import { type KnownProvider, nameOf } from '../../coder/knownProvider.js';
import { LIST_INTERVAL } from '../../coder/userList.js';
import type { Clock, Logger } from '../../core/ports.js';
import { isRecord } from '../../core/record.js';
import { AtomicFile } from '../../vault/atomicFile.js';
import type { Environment } from '../../workbench/session.js';
import { commandFolder } from '../connect/folder.js';

/** What a list says about a provider that the user is not signed in to. */
export interface LinkProblem {
  readonly displayName: string | undefined;
  /** Why the link is not valid any more, as the server says. */
  readonly problem: string | undefined;
  /** Whether there is a link, which is not valid. */
  readonly hasLink: boolean;
}

interface Content {
  /** The deployment. */
  readonly url: string;
  /** When the list was asked for, in milliseconds since the epoch. */
  readonly at: number;
  readonly providers: Readonly<Record<string, LinkProblem>>;
}

/**
 * Why links are not valid. Only the list says that, for which Coder asks each provider. So that a script that runs the command
 * in a loop does not cause that each time, a file remembers the last list for a minute.
 */
export class LinkProblems {
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

  /** What is known of a provider. Asks for a list at most once a minute. Rejects if that fails. */
  async of(id: string, list: () => Promise<readonly KnownProvider[]>): Promise<LinkProblem | undefined> {
    const last = await this.#read();
    const now = this.clock.now();
    if (last && last.at <= now && now < last.at + LIST_INTERVAL) {
      return last.providers[id];
    }
    // Before the request, which may fail, and during which the command may be run again.
    await this.#write({ url: this.url, at: now, providers: last?.providers ?? {} });
    const providers = problemsIn(await list());
    await this.#write({ url: this.url, at: now, providers });
    return providers[id];
  }

  /** The user has signed out of a provider. */
  async signedOut(id: string): Promise<void> {
    const last = await this.#read();
    const known = last?.providers[id];
    if (last && known) {
      const providers = { ...last.providers, [id]: { ...known, problem: undefined, hasLink: false } };
      await this.#write({ ...last, providers });
    }
  }

  async #read(): Promise<Content | undefined> {
    const json = parsed(String((await this.#bytes()) ?? ''));
    if (!isRecord(json) || json['url'] !== this.url || typeof json['at'] !== 'number') {
      return undefined;
    }
    const providers = isRecord(json['providers']) ? Object.entries(json['providers']) : [];
    return { url: this.url, at: json['at'], providers: Object.fromEntries(providers.map(readProblem)) };
  }

  /** Without the file, the next run asks again. */
  async #write(content: Content): Promise<void> {
    await this.#file.replace(await this.#bytes(), Buffer.from(JSON.stringify(content))).catch(() => undefined);
  }

  #bytes(): Promise<Buffer | undefined> {
    return this.#file.read().catch(() => undefined);
  }
}

function problemsIn(providers: readonly KnownProvider[]): Content['providers'] {
  const notSignedIn = providers.filter(({ status }) => status !== 'signedIn');
  return Object.fromEntries(
    notSignedIn.map(({ asked, displayName, problem, hasLink = false }) => [
      nameOf(asked),
      { displayName, problem, hasLink },
    ]),
  );
}

function readProblem([id, value]: readonly [string, unknown]): readonly [string, LinkProblem] {
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
