import { CredentialError } from '../core/errors.js';
import type { Browser } from '../core/ports.js';
import type { SignInOptions } from '../core/source.js';
import { asAscii, assertOpenable } from '../core/url.js';
import { WaitingPages } from '../signIn/waitingPages.js';
import type { AgentList } from './agentList.js';
import type { AgentTokens } from './agentTokens.js';
import type { DeviceSignInPorts } from './deviceSignIn.js';
import { type KnownProvider, labelOf } from './knownProvider.js';
import { signInUrlOf } from './listing.js';
import type { Session } from './sessionAccess.js';

/** Coder's page on which users sign in to any provider. */
const ALL_PROVIDERS_PATH = '/settings/external-auth';

/** What the agent's token of a workspace gives. */
export interface Agent {
  readonly tokens: AgentTokens;
  readonly list: AgentList;
}

/** A provider of the last list. */
export interface Row {
  readonly guid: string;
  readonly known: KnownProvider;
}

export interface ProviderSignInsPorts extends Omit<DeviceSignInPorts, 'api' | 'onPage'> {
  readonly session: Session;
  readonly agent: Agent | undefined;
  /** All providers, as far as they are known. */
  readonly providers: (signal: AbortSignal) => Promise<readonly KnownProvider[]>;
}

/** The user's sign-ins to providers: on Coder's page, or with a device code. */
export class ProviderSignIns {
  /** Those that are left to the user, by Integration ID, until they have ended. */
  readonly #waiting = new Map<string, AbortSignal>();
  readonly #pages = new WaitingPages();

  constructor(private readonly ports: ProviderSignInsPorts) {}

  /** Resolves when the rest is left to the user. Throws `CredentialError`, or the signal's reason. */
  async signIn({ guid, known }: Row, signal: AbortSignal, options: SignInOptions): Promise<void> {
    const { session, agent, browser } = this.ports;
    if (options.withDeviceCode && 'id' in known.asked) {
      await this.#signInByCode({ id: known.asked.id, label: labelOf(known) }, guid, signal);
      agent?.tokens.forget(known.asked);
    } else {
      await this.#signInByPage(known, guid, options.browser ?? browser, signal);
    }
    if (known.status === 'signedIn') {
      session.outdated();
    }
    this.#waiting.set(guid, signal);
  }

  /** Shows the page or the device code of a running sign-in again. Returns whether there is one. */
  showAgain({ guid }: Row, browser = this.ports.browser): Promise<boolean> {
    return this.#pages.showAgain(guid, browser);
  }

  /** While the browser is open, the providers that the user signs in to are asked for alone. */
  async look(rows: readonly Row[], signal: AbortSignal): Promise<void> {
    for (const [guid, ended] of this.#waiting) {
      const known = rows.find((each) => each.guid === guid)?.known;
      if (!known || ended.aborted || (await this.#hasSignedIn(known, signal))) {
        this.#waiting.delete(guid);
      }
    }
  }

  /** A failure is no sign-in yet: if it lasts, the list fails, too. */
  async #hasSignedIn(known: KnownProvider, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#askWhetherSignedIn(known, signal);
    } catch (error) {
      if (error instanceof CredentialError) {
        return false;
      }
      throw error;
    }
  }

  async #askWhetherSignedIn({ asked }: KnownProvider, signal: AbortSignal): Promise<boolean> {
    const { session, agent } = this.ports;
    if (session.isUsable && 'id' in asked) {
      const { authenticated } = await session.look(asked.id, signal);
      if (authenticated) {
        agent?.tokens.forget(asked);
      }
      return authenticated;
    }
    agent?.list.forget(asked);
    return (await agent?.tokens.ask(asked))?.kind === 'signedIn';
  }

  async #signInByPage(known: KnownProvider, guid: string, browser: Browser, signal: AbortSignal): Promise<void> {
    if (known.status !== 'signedIn') {
      return this.#openPage(known, browser);
    }
    const { agent, providers, clock } = this.ports;
    const { agentTokenReplaced, linkReplaced, untilReplaced } = await import('./replacement.js');
    const isReplaced = agent ? await agentTokenReplaced(agent.tokens, known) : linkReplaced(known, providers);
    await this.#openPage(known, browser);
    await this.#pages.during(guid, (onPage) => {
      onPage((other) => this.#openPage(known, other));
      return untilReplaced(isReplaced, clock, signal);
    });
  }

  async #signInByCode(
    provider: { readonly id: string; readonly label: string },
    guid: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { signInWithDevice } = await import('./deviceSignIn.js');
    const { api } = this.ports.session;
    await this.#pages.during(guid, (onPage) => signInWithDevice(provider, { ...this.ports, api, onPage }, signal));
  }

  async #openPage(known: KnownProvider, browser: Browser): Promise<void> {
    const deployment = this.ports.url();
    // The provider of a Git host is not known if its token could not be refreshed.
    const url = signInUrlOf(known, deployment) ?? `${deployment}${ALL_PROVIDERS_PATH}`;
    assertOpenable(url, deployment);
    await browser.open(asAscii(url));
  }
}
