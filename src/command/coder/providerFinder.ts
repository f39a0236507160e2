import type { AgentList } from '../../coder/agentList.js';
import type { AgentTokens } from '../../coder/agentTokens.js';
import type { Asked } from '../../coder/api.js';
import { integrationId } from '../../coder/integrationId.js';
import { type KnownProvider, nameOf } from '../../coder/knownProvider.js';
import * as coderMessages from '../../coder/messages.js';
import { gitHosts } from '../../coder/remotes.js';
import type { UserList } from '../../coder/userList.js';
import { CredentialError } from '../../core/errors.js';
import { integrationsCalled } from '../../core/integrationNames.js';
import { coderSessionRefused } from '../connectionMessages.js';
import type { RememberedList, RememberedProvider, RememberedProviders } from './rememberedList.js';

export interface ProviderFinderPorts {
  /** The deployment. */
  readonly url: string;
  readonly tokens: AgentTokens;
  readonly list: AgentList;
  readonly remembered: RememberedList;
  /** The list of the user's session; `undefined` without a session. */
  readonly userList: () => Promise<UserList | undefined>;
  /** Whether the command waits for the user, and so asks again and again. */
  readonly isWaiting: boolean;
  readonly signal: AbortSignal;
}

/** Finds the provider that a name means, or all. Asks for one provider alone where that is possible, since a list is slow. */
export class ProviderFinder {
  /** Whether a provider whose refresh fails is found. */
  #leadsToFailure = false;
  /** The name of the provider that this process is about. */
  #asked: string | undefined;
  /** How Coder is asked for that provider, once that is known. */
  #called: Asked | undefined;
  /** That Coder does not accept the user's session, once that is known. */
  #refusal: CredentialError | undefined;

  constructor(private readonly ports: ProviderFinderPorts) {}

  get refusal(): CredentialError | undefined {
    return this.#refusal;
  }

  /** @param name that of the only one that is needed; without it, the last one. Throws `CredentialError` */
  async providers(name?: string): Promise<readonly KnownProvider[]> {
    const asked = name ?? this.#asked;
    this.#leadsToFailure = name !== undefined;
    if (asked !== this.#asked) {
      this.#called = undefined;
      this.#asked = asked;
    }
    return asked === undefined ? this.#all() : this.#named(asked);
  }

  /** Without a session that Coder accepts, those that the Git remotes show. */
  async #all(): Promise<readonly KnownProvider[]> {
    const { list, signal } = this.ports;
    const listed = await this.#asUser((userList) => userList.providers(signal));
    return listed ?? list.providers([], await gitHosts([process.cwd()]), signal);
  }

  /** Several only if it is not clear which one is meant. */
  async #named(name: string): Promise<readonly KnownProvider[]> {
    const found = await this.#find(this.#called ?? { id: name });
    if (found) {
      return [found];
    }
    const called = await this.#calledInList(name);
    if (called.length > 1) {
      return called;
    }
    const [only] = called;
    const answered = only && (await this.#find(only.asked));
    if (!answered) {
      return this.#ofHost(name.toLowerCase());
    }
    this.#called = only.asked;
    return [{ ...answered, displayName: only.displayName }];
  }

  /** The providers of the user's list that a display name or an Integration ID means. */
  async #calledInList(name: string): Promise<readonly KnownProvider[]> {
    const { remembered, url, signal } = this.ports;
    const called = (known: RememberedProviders) => {
      const rows = [...known].map(([id, provider]) => ({
        ...{ guid: integrationId(url, { id }), name: id, label: provider.displayName ?? id },
        known: knownProvider(id, provider),
      }));
      return integrationsCalled(rows, name).map((row) => row.known);
    };
    const known = await this.#asUser((userList) =>
      remembered.providers(
        () => userList.providers(signal),
        (earlier) => called(earlier).length > 0,
      ),
    );
    return known ? called(known) : [];
  }

  /** The provider for a Git host: anywhere by the host, in a repository also by the Integration ID of its row. */
  async #ofHost(name: string): Promise<readonly KnownProvider[]> {
    const isCalled = (asked: Asked) => [nameOf(asked), integrationId(this.ports.url, asked)].includes(name);
    const match = isHost(name)
      ? `https://${name}`
      : (await gitHosts([process.cwd()])).find((each) => isCalled({ match: each }));
    const found = match === undefined ? undefined : await this.#find({ match });
    this.#called = found?.asked;
    if (!found && this.#refusal) {
      throw this.#refusal;
    }
    return found ? [found] : [];
  }

  /** One provider, asked for alone; `undefined` if Coder has none of this ID, or for this host. Throws `CredentialError`. */
  async #find(asked: Asked): Promise<KnownProvider | undefined> {
    const { tokens, list, signal } = this.ports;
    list.forget(asked);
    tokens.forget(asked);
    const [ids, hosts] = 'id' in asked ? [[asked.id], []] : [[], [asked.match]];
    const [found] = await list.providers(ids, hosts, signal);
    if (found?.status !== 'failed') {
      return found && this.#withReason(found);
    }
    const { failure = coderMessages.gone(nameOf(asked)) } = found;
    if (found.failure?.status === 404) {
      return undefined;
    }
    if (failure.failure !== 'network' || !this.#leadsToFailure) {
      throw failure;
    }
    return found;
  }

  /** Adds why a link is not valid any more, if the user's session shows that. */
  async #withReason(found: KnownProvider): Promise<KnownProvider> {
    const { remembered, userList, isWaiting, signal } = this.ports;
    if (found.status === 'signedIn' || isWaiting) {
      return found;
    }
    try {
      const list = await userList();
      const known = list && (await remembered.providers(() => list.providers(signal)));
      return { ...found, ...known?.get(nameOf(found.asked)) };
    } catch {
      return found;
    }
  }

  /** What a session of the user shows; `undefined` without one that Coder accepts. */
  async #asUser<T>(ask: (list: UserList) => Promise<T>): Promise<T | undefined> {
    const list = await this.ports.userList();
    try {
      return list && (await ask(list));
    } catch (error) {
      if (!(error instanceof CredentialError) || error.failure !== 'authorization') {
        throw error;
      }
      this.#refusal = coderSessionRefused();
      return undefined;
    }
  }
}

function knownProvider(id: string, remembered: RememberedProvider): KnownProvider {
  return {
    ...{ asked: { id }, status: 'notSignedIn', type: undefined, ...remembered },
    ...{ expiresAt: undefined, isRenewable: undefined, login: undefined },
  };
}

function isHost(name: string): boolean {
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?$/.test(name);
}
