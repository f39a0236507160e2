import type { ListedIntegration } from '../core/integration.js';
import { integrationsCalled } from '../core/integrationNames.js';
import type { CredentialError } from '../core/errors.js';
import type { Disposable, Environment } from '../core/ports.js';
import { isInWorkspace } from '../coder/workspaceVariables.js';
import { Backend } from './backend.js';
import type { IntegrationBackend } from './integrationBackend.js';
import { assertUsable, findIntegration, type Usable } from './lookup.js';
import type { IntegrationList } from '../workbench/integrationParser.js';
import * as connectionMessages from './connectionMessages.js';
import type { OnConnect } from './integrationMessages.js';
import * as messages from './messages.js';
import { withRetries } from './waiting.js';

/** An integration, and the server that has it. */
export interface Listed<T extends ListedIntegration = ListedIntegration> {
  readonly backend: IntegrationBackend;
  readonly integration: T;
}

/** The lists of all servers. */
export interface Lists {
  readonly listed: readonly Listed[];
  /** What the servers' lists contain that could not be used, in words. */
  readonly problems: readonly string[];
  /** Sentences for the user about the lists. Those of a server are as it sent them. */
  readonly notices: readonly string[];
  /** Why servers could not be asked. */
  readonly failures: readonly unknown[];
}

/**
 * The servers that the command asks: the one that answers code in this environment, and in a Workbench session also the
 * editor window, which has integrations of its own. In a Coder workspace without either, it is Coder.
 */
export class Backends implements Disposable {
  #coder: IntegrationBackend | undefined;

  /** @param loadCoder for what the servers don't have; `undefined` outside a Coder workspace */
  private constructor(
    private readonly servers: readonly Backend[],
    private readonly loadCoder: (() => Promise<IntegrationBackend | undefined>) | undefined,
  ) {}

  /** Throws `CredentialError` (`unavailable`) if there is no server. @param wait seconds that the user allows */
  static async of(environment: Environment, wait?: number): Promise<Backends> {
    const found = await Promise.all([Backend.ofCode(environment, wait), Backend.ofWindow(environment, wait)]);
    const servers = found.filter((backend) => backend !== undefined);
    if (servers.length === 0 && !isInWorkspace(environment)) {
      throw connectionMessages.noServer();
    }
    const loadCoder = isInWorkspace(environment) ? () => coderBackend(environment, wait) : undefined;
    const backends = new Backends(servers, loadCoder);
    if (servers.length === 0) {
      backends.#coder = await loadCoder?.();
    }
    return backends;
  }

  /** Whether a list must say which server has an integration. */
  get areSeveral(): boolean {
    return this.all.length > 1;
  }

  /** The servers whose lists are complete; without any, Coder. */
  get all(): readonly IntegrationBackend[] {
    return this.servers.length > 0 || !this.#coder ? this.servers : [this.#coder];
  }

  /** The editor window. Throws `CredentialError` (`unavailable`) if there is none. */
  get window(): Backend {
    const found = this.servers.find(({ isBroker }) => isBroker);
    if (!found) {
      throw connectionMessages.noWindow();
    }
    return found;
  }

  /** Asks all servers. Throws the failure if none could be asked. */
  lists(): Promise<Lists> {
    return listsOf(this.all, (backend) => backend.integrations());
  }

  /**
   * Finds an integration. Throws `CredentialError`: if a server could not be asked that may have it, the failure of that.
   *
   * @param ofConnect what to throw if it is an integration of a Posit Connect server that the window knows
   */
  async find(asked: string, ofConnect: (integration: OnConnect) => CredentialError): Promise<Listed<Usable>> {
    try {
      return await this.#findHereOrInCoder(asked);
    } catch (error) {
      const onConnect = error instanceof messages.IntegrationNotFound ? await this.#findOnConnect(asked) : undefined;
      throw onConnect ? ofConnect(onConnect) : error;
    }
  }

  async #findHereOrInCoder(asked: string): Promise<Listed<Usable>> {
    try {
      return await this.#find(asked, this.all);
    } catch (error) {
      // Loaded only now: in a window, most answers come from there, at once.
      const isUnknown = error instanceof messages.IntegrationNotFound && this.servers.length > 0;
      this.#coder = isUnknown ? await this.loadCoder?.() : this.#coder;
      if (!this.#coder || !isUnknown) {
        throw error;
      }
      return this.#find(asked, [this.#coder]);
    }
  }

  /** An integration of a server that the user is signed in to in the editor window, if that knows it. */
  async #findOnConnect(asked: string): Promise<OnConnect | undefined> {
    const window = this.servers.find(({ isBroker }) => isBroker);
    const servers = (await window?.servers().catch(() => undefined)) ?? [];
    for (const { name: server, url } of servers.filter(({ isSignedIn }) => isSignedIn)) {
      const answer = await window?.serverIntegrations(url).catch(() => undefined);
      const [found] = answer && 'integrations' in answer ? integrationsCalled(answer.integrations, asked) : [];
      if (found) {
        return { label: found.label, server, isSignedIn: found.isSignedIn };
      }
    }
    return undefined;
  }

  async #find(asked: string, backends: readonly IntegrationBackend[]): Promise<Listed<Usable>> {
    const { listed, failures } = await listsOf(backends, (backend) =>
      withRetries(backend, () => backend.integrations(asked)),
    );
    let integration: ListedIntegration;
    try {
      integration = findIntegration(
        listed.map((each) => each.integration),
        asked,
      );
    } catch (error) {
      throw failures[0] ?? error;
    }
    assertUsable(integration);
    const [backend] = listed.flatMap((each) => (each.integration === integration ? [each.backend] : []));
    if (!backend) {
      throw messages.notFound(asked);
    }
    return { backend, integration };
  }

  dispose(): void {
    [...this.servers, this.#coder].forEach((backend) => backend?.dispose());
  }
}

/** Runs `work` with the servers that the command asks. @param waiting seconds that the user allows for it */
export async function withBackends<T>(
  environment: Environment,
  work: (backends: Backends) => Promise<T>,
  waiting?: number,
): Promise<T> {
  const backends = await Backends.of(environment, waiting);
  try {
    return await work(backends);
  } finally {
    backends.dispose();
  }
}

async function listsOf(
  backends: readonly IntegrationBackend[],
  ask: (backend: IntegrationBackend) => Promise<IntegrationList>,
): Promise<Lists> {
  const results = await Promise.allSettled(backends.map(ask));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length === results.length) {
    throw failures[0];
  }
  const lists = results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
  return {
    listed: backends.flatMap((backend, at) =>
      (lists[at]?.integrations ?? []).map((integration) => ({ backend, integration })),
    ),
    problems: lists.flatMap((list) => list?.problems ?? []),
    notices: lists.flatMap((list) => [
      ...(list?.problems.length === 0 && list.notice !== undefined ? [list.notice] : []),
      ...(list?.serverNotice === undefined ? [] : [list.serverNotice]),
    ]),
    failures,
  };
}

async function coderBackend(
  environment: Environment,
  wait: number | undefined,
): Promise<IntegrationBackend | undefined> {
  const { CoderBackend } = await import('./coderBackend.js');
  return CoderBackend.of(environment, wait);
}
