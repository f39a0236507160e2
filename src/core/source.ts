import type { Finding } from './finding.js';
import type { Secret } from './secret.js';
import type { HttpClient, NetworkSettings, ServerOptions } from './httpClient.js';
import type { Integration, ListedIntegration } from './integration.js';
import type { Browser, Clock, Disposable, Environment, Event, Logger } from './ports.js';
import type { ServerAccess } from './serverAccess.js';

/** An access token (RFC 6749, section 1.4) as provided to code. */
export interface AccessToken {
  readonly value: Secret;
  /** Milliseconds since the epoch; `undefined` if unknown. */
  readonly expiresAt: number | undefined;
  /** Other fields of the token response, such as `instance_url` or other tokens. */
  readonly extra?: Secret<Readonly<Record<string, unknown>>>;
}

/** Facts under a heading, for a support request. They contain no secrets; the report makes them safe to show. */
export interface DiagnosticSection {
  readonly title: string;
  readonly facts: readonly DiagnosticFact[];
}

export type DiagnosticFact = readonly [label: string, value: string];

/** What is left for the user to do after `signIn` or `signOut`. */
export interface FollowUp {
  /** What the user has to do by hand, in one sentence. Absent if the browser shows everything that is left to do. */
  readonly instruction?: string;
  /** Where to follow the instruction. Not open yet, so that the user can read the instruction first. */
  readonly page?: HandoverPage;
}

export interface HandoverPage {
  /** The title of the button that opens it, such as *Open Workbench*. */
  readonly button: string;
  open(): Promise<void>;
}

/**
 * Shows the user what to do by hand, then opens the page, if there is one. Resolves when the instruction has been shown.
 *
 * @param ended aborted as soon as nothing is left to do: the instruction must then disappear
 */
export type Instruct = (
  instruction: string,
  page: HandoverPage | undefined,
  ended: AbortSignal,
) => Promise<void> | void;

/** How to sign in, if there is a choice. */
export interface SignInOptions {
  /** Use a code that the user enters in any browser (RFC 8628), instead of a redirect to this window. */
  readonly withDeviceCode?: boolean;
  /** Opens the sign-in page instead of the user's browser. A source whose server sends the page may ignore this. */
  readonly browser?: Browser;
  /** Called with `true` when the user is asked for something in the editor, and with `false` when that is over. */
  readonly onQuestion?: (isOpen: boolean) => void;
}

/** Provides access tokens to code. A source whose server does that itself has none. */
export interface TokenProvider {
  /** Whether there are tokens to provide or integrations to sign in to. Determined without a request. */
  readonly isNeeded: boolean;

  /**
   * A valid access token, refreshed if necessary. Throws `CredentialError` with a sentence that names the integration:
   * `authorization` if the user has to sign in.
   *
   * @param rejected an access token that a server refused. If it is still the current one, it is renewed if possible
   */
  accessToken(integration: Integration, rejected?: Secret): Promise<AccessToken>;
}

/** Commands of a source, by their names below `availableCredentials.`. The palette passes no integration. */
export type SourceCommands = Readonly<Record<string, (integration?: Integration) => Promise<void>>>;

/**
 * A place that integrations come from, such as a Workbench session. The catalog and the view use only this interface and
 * never check which source they have.
 *
 * Every method throws `CredentialError`; once `signal` is aborted, it may throw anything.
 */
export interface CredentialSource extends Disposable {
  /** Short and stable: part of row ids and of the context key `availableCredentials.ID.state`. */
  readonly id: string;

  /** The name that users see. */
  readonly label: string;

  /**
   * The user's account, if the source is a server that one signs in to; as of the last `list`, even a failed one. It is
   * signed in to and out of like an integration.
   */
  readonly account?: ListedIntegration | undefined;

  /** Says that there are no integrations and what the user can do, in one or two sentences. */
  readonly emptyAdvice?: string | undefined;

  /** All integrations, in display order. */
  list(signal: AbortSignal): Promise<readonly ListedIntegration[]>;

  /** A sentence about the last list that the user should see, for example that it may be incomplete. */
  readonly notice?: string | undefined;

  /** Fires when `list` would return something new without a request to a server. */
  readonly onDidChange?: Event<void>;

  /** Provides access tokens to code, if this extension is responsible for that. */
  readonly tokens?: TokenProvider;

  /**
   * Provides access tokens to content under development only, if the source's server provides them to other code. Nothing is
   * stored.
   */
  readonly contentTokens?: Pick<TokenProvider, 'accessToken'>;

  /** Why code here gets no access tokens of its integrations, in a sentence, if the user has to know. */
  readonly noTokens?: string | undefined;

  /** Access for the user's programs, if the source is a server that one signs in to. */
  readonly serverAccess?: ServerAccess;

  /** What users can do with its integrations beyond signing in and out. Rows offer commands listed in their actions. */
  readonly commands?: SourceCommands;

  /**
   * Starts signing in. Returns as soon as the browser is open or the user has something to do by hand; a source that
   * handles the whole sign-in returns at its end. `list` shows whether the user has signed in. Throws `Cancelled` if the
   * user cancels in a dialog of the source.
   */
  signIn(integration: Integration, signal: AbortSignal, options?: SignInOptions): Promise<FollowUp>;

  /**
   * Shows the page of a sign-in that is waiting again, with this browser or the user's; resolves with whether there was a
   * page. A source whose `signIn` returns before the user has signed in does without: it is asked to sign in again.
   */
  showSignInAgain?(integration: Integration, browser?: Browser): Promise<boolean>;

  /** Signs out, or returns a page where the user can do that. */
  signOut(integration: Integration, signal: AbortSignal): Promise<FollowUp>;

  /** Goes through what a sign-in to an integration needs. What fails is one of the findings. */
  check?(integration: Integration, signal: AbortSignal): Promise<readonly Finding[]>;

  /** Facts for a support request: what is configured and what can be reached. Reports failures as facts. */
  diagnose(signal: AbortSignal): Promise<readonly DiagnosticSection[]>;
}

/** What a source may need from its environment. */
export interface SourcePorts {
  /** The environment of the extension host. */
  readonly environment: Environment;
  readonly clock: Clock;
  readonly browser: Browser;
  readonly log: Logger;
  /** The current text of a setting, by its name below `availableCredentials.`; empty if it is not set. */
  readonly setting: (name: string) => string;
  /** Creates a client; the source has to dispose of it. @param server options of the only server that it is for */
  readonly http: (caBundle: NetworkSettings['caBundle'], server?: ServerOptions) => HttpClient;
}
