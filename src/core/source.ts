import type { DiagnosticSection } from './diagnostics.js';
import type { HttpClient, NetworkSettings } from './httpClient.js';
import type { Integration, ListedIntegration } from './integration.js';
import type { Browser, Clock, Disposable, Event, Logger } from './ports.js';

/** How a sign-in or sign-out went on. */
export interface Handover {
  /** What the user has to do by hand, in one sentence. Absent where nothing is left to do but what the browser asks. */
  readonly instruction?: string;
}

/** How the user wants to sign in, where there is a choice. */
export interface SignInOptions {
  /** With a code that is entered in any browser (RFC 8628), in place of coming back to this window. */
  readonly withDeviceCode?: boolean;
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

  /** All integrations, in the order in which they are to be shown. */
  list(signal: AbortSignal): Promise<readonly ListedIntegration[]>;

  /** Fires when there is news that nobody has to ask a server for; `list` then has it. */
  readonly onDidChange?: Event<void>;

  /** What users can do with its integrations beyond signing in and out. Rows offer it by their actions. */
  readonly commands?: SourceCommands;

  /**
   * Begins to sign in. Returns as soon as the browser is open, or at the end where the source itself sees it; that the
   * user has signed in is seen by `list`.
   */
  signIn(integration: Integration, signal: AbortSignal, options?: SignInOptions): Promise<Handover>;

  /** Signs out. */
  signOut(integration: Integration, signal: AbortSignal): Promise<Handover>;

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
