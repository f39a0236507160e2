import type { Secret } from './secret.js';
import type { HttpClient, NetworkSettings } from './httpClient.js';
import type { Integration, ListedIntegration } from './integration.js';
import type { Browser, Clock, Disposable, Event, Logger } from './ports.js';

/** An access token (RFC 6749, section 1.4), as it is handed out to code. */
export interface AccessToken {
  readonly value: Secret;
  /** Milliseconds since the epoch; `undefined` where nobody knows. */
  readonly expiresAt: number | undefined;
  /** What else the authorization server sent with it, such as `instance_url`, or other tokens. */
  readonly extra?: Secret<Readonly<Record<string, unknown>>>;
}

/** Facts below a heading, for a support request. None of them is a secret; the report makes them safe to show. */
export interface DiagnosticSection {
  readonly title: string;
  readonly facts: readonly DiagnosticFact[];
}

export type DiagnosticFact = readonly [label: string, value: string];

/** How a sign-in or sign-out went on. */
export interface FollowUp {
  /** What the user has to do by hand, in one sentence. Absent where nothing is left to do but what the browser asks. */
  readonly instruction?: string;
  /** Where the user does what the instruction says. Not open yet: the user is to read the instruction first. */
  readonly page?: HandoverPage;
}

export interface HandoverPage {
  /** The title of the button that opens it, such as *Open Workbench*. */
  readonly button: string;
  open(): Promise<void>;
}

/**
 * Tells the user what to do by hand, and opens the page of it, if there is one, once the user has read that. Settles when the
 * user has been told.
 *
 * @param ended aborted as soon as there is no longer anything to do: the instruction is then to disappear
 */
export type Instruct = (
  instruction: string,
  page: HandoverPage | undefined,
  ended: AbortSignal,
) => Promise<void> | void;

/** How the user wants to sign in, where there is a choice. */
export interface SignInOptions {
  /** With a code that is entered in any browser (RFC 8628), in place of coming back to this window. */
  readonly withDeviceCode?: boolean;
  /** What opens the page, in place of the user's browser. A source that learns it from its server need not heed this. */
  readonly browser?: Browser;
}

/** A source whose access tokens may be handed out to code: none whose server answers that code itself. */
export interface TokenProvider {
  /** Whether there is anything to hand out, or to sign in to; told without asking anybody. */
  readonly isNeeded: boolean;

  /**
   * An access token that can be used now, refreshed if need be. Throws `CredentialError` with a sentence that names the
   * integration: `authorization` when the user has to sign in.
   *
   * @param rejected an access token that a server refused. If it is still the current one, it is renewed if possible
   */
  accessToken(integration: Integration, rejected?: Secret): Promise<AccessToken>;
}

/** Commands of a source's own, by their names below `availableCredentials.`. From the palette, none is given. */
export type SourceCommands = Readonly<Record<string, (integration?: Integration) => Promise<void>>>;

/**
 * Where integrations come from: a Workbench session, and later others. The catalog and the view know sources by this
 * interface alone, and never ask which one they have.
 *
 * Every method throws `CredentialError`, or whatever once `signal` is aborted.
 */
export interface CredentialSource extends Disposable {
  /** Short and stable: part of row ids and of the context key `availableCredentials.ID.state`. */
  readonly id: string;

  /** What users call it. */
  readonly label: string;

  /** What the user can do where it has no integrations, in a sentence or two that also say so. */
  readonly emptyAdvice?: string | undefined;

  /** All integrations, in the order in which they are to be shown. */
  list(signal: AbortSignal): Promise<readonly ListedIntegration[]>;

  /** What the user has to know of the last list, in a sentence: for example, that it may be incomplete. */
  readonly notice?: string | undefined;

  /** Fires when there is news that nobody has to ask a server for; `list` then has it. */
  readonly onDidChange?: Event<void>;

  /** How code gets its access tokens, where it is this extension that has to answer. */
  readonly tokens?: TokenProvider;

  /** What users can do with its integrations beyond signing in and out. Rows offer it by their actions. */
  readonly commands?: SourceCommands;

  /**
   * Begins to sign in. Returns as soon as the browser is open or there is something to do by hand, or at the end where
   * the source itself sees it; that the user has signed in is seen by `list`.
   */
  signIn(integration: Integration, signal: AbortSignal, options?: SignInOptions): Promise<FollowUp>;

  /**
   * Shows the page of a sign-in that is waiting again, with this browser or the user's; resolves with whether there was a
   * page. A source whose `signIn` returns before the user has signed in does without: it is asked to sign in again.
   */
  showSignInAgain?(integration: Integration, browser?: Browser): Promise<boolean>;

  /** Signs out, unless it hands over a page where the user does that. */
  signOut(integration: Integration, signal: AbortSignal): Promise<FollowUp>;

  /** What a support request needs to know: what there is, and what can be reached. What fails is one of the facts. */
  diagnose(signal: AbortSignal): Promise<readonly DiagnosticSection[]>;
}

/** What a source may need from outside. */
export interface SourcePorts {
  /** The environment of the extension host. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly browser: Browser;
  readonly log: Logger;
  /** A setting's text, by its name below `availableCredentials.`; empty where it is not set. Read anew each time. */
  readonly setting: (name: string) => string;
  /** A client of the source's own, which has to dispose of it. */
  readonly http: (caBundle: NetworkSettings['caBundle']) => HttpClient;
}
