import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import type { Catalog } from '../core/catalog.js';
import { CredentialError } from '../core/errors.js';
import type { Integration } from '../core/integration.js';
import type { Disposable, Event } from '../core/ports.js';
import type { SignInOutcome } from '../core/signIns.js';
import type { TokenProvider } from '../core/source.js';
import * as messages from './sessionMessages.js';

/** The setting by which access of other extensions is turned off, below `availableCredentials.`. */
export const SESSIONS_SETTING = 'otherExtensions.enabled';

/** An integration with what provides its access tokens. */
interface Provided {
  readonly integration: Integration;
  readonly tokens: Pick<TokenProvider, 'accessToken'>;
}

/** The integrations whose access tokens this window can provide. */
export interface ProvidedIntegrations {
  /** All of them, as the catalog knows them. */
  readonly allKnown: readonly Provided[];
  /** The one with a GUID, as the catalog knows it. */
  known(guid: string): Provided | undefined;
  /** The one with a GUID; the sources are asked if it is unknown. Throws `CredentialError`. */
  find(guid: string): Promise<Provided>;
  /** The same, as it is now: the sources are asked. */
  findNow(guid: string): Promise<Provided>;
}

export interface SessionsContext {
  readonly catalog: Catalog;
  readonly integrations: ProvidedIntegrations;
  readonly isEnabled: () => boolean;
  readonly onDidChangeEnabled: Event<void>;
  /** Signs in, and tells the user why if that fails. */
  readonly signIn: (integration: Integration) => Promise<SignInOutcome | undefined>;
  readonly signOut: (integration: Integration) => Promise<void>;
  readonly changed: (change: vscode.AuthenticationProviderAuthenticationSessionsChangeEvent) => void;
}

/**
 * The sessions of the authentication provider: one for each integration that the user is signed in to. Its account is the
 * integration, and its only scope is the Integration ID.
 */
export class Sessions implements Disposable {
  /** The sessions that VS Code knows, by their IDs. They contain no tokens. */
  #listed = new Map<string, vscode.AuthenticationSession>();
  readonly #subscriptions: readonly Disposable[];

  constructor(private readonly context: SessionsContext) {
    const { catalog, onDidChangeEnabled } = context;
    this.#subscriptions = [catalog.onDidChange(() => this.#update()), onDidChangeEnabled(() => this.#update())];
    this.#update();
  }

  /**
   * The session of the integration that `scopes` names, with its access token, renewed if necessary; none if the user is not
   * signed in. Without scopes, all sessions: VS Code only lists them, so that they contain no tokens.
   */
  async find(
    scopes: readonly string[] | undefined,
    account?: vscode.AuthenticationSessionAccountInformation,
  ): Promise<vscode.AuthenticationSession[]> {
    const sessions = scopes ? await this.#sessionOf(scopes) : [...this.#listed.values()];
    return sessions.filter((session) => !account || account.id === session.account.id);
  }

  /** Signs in if necessary. Throws `CredentialError`. */
  async create(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const { integrations, isEnabled, signIn } = this.context;
    if (!isEnabled()) {
      throw messages.turnedOff(`availableCredentials.${SESSIONS_SETTING}`);
    }
    const guid = guidIn(scopes);
    if (guid === undefined) {
      throw messages.oneScope();
    }
    const provided = await integrations.find(guid);
    const session = await this.#withToken(guid, provided);
    if (session) {
      return session;
    }
    if ((await signIn(provided.integration)) === 'joined') {
      await this.#signInEnded(provided.integration);
    }
    const created = await this.#withToken(guid, provided);
    if (!created) {
      throw messages.notSignedIn(provided.integration);
    }
    return created;
  }

  /** Signs out of the integration of a session. */
  async remove(id: string): Promise<void> {
    const integration = this.context.catalog.integrations.find((each) => each.id === id);
    if (integration) {
      await this.context.signOut(integration);
    }
  }

  dispose(): void {
    this.#subscriptions.forEach((each) => each.dispose());
  }

  async #sessionOf(scopes: readonly string[]): Promise<readonly vscode.AuthenticationSession[]> {
    const guid = guidIn(scopes);
    if (guid === undefined || !this.context.isEnabled()) {
      return [];
    }
    // An unknown integration has no session. To create one fails and says why.
    const provided = await this.context.integrations.find(guid).catch(() => undefined);
    const session = provided && (await this.#withToken(guid, provided));
    return session ? [session] : [];
  }

  /** The session of an integration; `undefined` if the user has to sign in. Throws if the token can't be renewed now. */
  async #withToken(guid: string, provided: Provided): Promise<vscode.AuthenticationSession | undefined> {
    try {
      const { value } = await provided.tokens.accessToken(provided.integration);
      return { ...sessionOf(provided.integration, guid), accessToken: value.reveal() };
    } catch (error) {
      if (error instanceof CredentialError && error.failure === 'authorization') {
        return undefined;
      }
      // Workbench refuses in its own words: whether the user is signed in is known only from its list.
      const { integration } = await this.context.integrations.findNow(guid);
      if (integration.status.kind !== 'authenticated') {
        return undefined;
      }
      throw error;
    }
  }

  /** Resolves when a sign-in that was already waiting has ended: within 10 minutes. */
  async #signInEnded({ id }: Integration): Promise<void> {
    const { catalog } = this.context;
    const isWaiting = () => catalog.integrations.some((each) => each.id === id && each.status.kind === 'signingIn');
    if (isWaiting()) {
      await new Promise<void>((resolve) => {
        const subscription = catalog.onDidChange(() => {
          if (!isWaiting()) {
            subscription.dispose();
            resolve();
          }
        });
      });
    }
  }

  /** Tells VS Code which sessions have begun, changed or ended. */
  #update(): void {
    const before = this.#listed;
    this.#listed = new Map(this.#signedIn.map((session) => [session.id, session]));
    const now = [...this.#listed.values()];
    const change = {
      added: now.filter(({ id }) => !before.has(id)),
      changed: now.filter((each) => before.has(each.id) && !isDeepStrictEqual(before.get(each.id), each)),
      removed: [...before.values()].filter(({ id }) => !this.#listed.has(id)),
    };
    if (Object.values(change).some(({ length }) => length > 0)) {
      this.context.changed(change);
    }
  }

  get #signedIn(): readonly vscode.AuthenticationSession[] {
    const { integrations, isEnabled } = this.context;
    if (!isEnabled()) {
      return [];
    }
    return integrations.allKnown.flatMap(({ integration }) => {
      const { id, guid, status } = integration;
      // Code can't select a duplicate.
      const isFirst = guid !== undefined && integrations.known(guid)?.integration.id === id;
      return isFirst && status.kind === 'authenticated' ? sessionOf(integration, guid) : [];
    });
  }
}

/** A session without its token. @param guid as it was requested */
function sessionOf(integration: Integration, guid: string): vscode.AuthenticationSession {
  const account = { id: integration.id, label: messages.accountName(integration) };
  return { id: integration.id, account, scopes: [guid], accessToken: '' };
}

/** The Integration ID that scopes consist of. */
function guidIn(scopes: readonly string[]): string | undefined {
  return scopes.length === 1 && scopes[0] !== '' ? scopes[0] : undefined;
}
