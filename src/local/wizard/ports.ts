import type { Dialogs } from '../../core/dialogs.js';
import type { Browser, Logger } from '../../core/ports.js';
import type { Secret } from '../../core/secret.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';
import type { Definition, Entry } from '../definition/definition.js';
import type { Provider } from '../providers/provider.js';

/** What an authorization server publishes, as far as the user sees it. The texts are the server's. */
export type Discovery = Pick<
  AuthorizationServer,
  'endpoints' | 'crossOriginEndpoints' | 'scopes' | 'tokenEndpointAuthMethods'
>;

/** Reads the metadata of an issuer. Throws `CredentialError`. */
export type Discover = (server: { readonly issuer: string }, signal: AbortSignal) => Promise<Discovery>;

/** The setting `availableCredentials.integrations`. */
export interface IntegrationSettings {
  /** The effective value. */
  read(): unknown;

  /** Replaces the user's own value. */
  write(value: unknown): Promise<void>;

  /**
   * Where the value in force comes from: the user, or it is not set (`user`); an administrator, as a default that the
   * user's own value replaces as a whole (`default`), or as a policy that the user can't change (`policy`).
   */
  origin(): 'user' | 'default' | 'policy';
}

/** The stored credentials of integrations: client secrets and tokens. */
export interface IntegrationCredentials {
  /** Whether a client secret is stored for an Integration ID. */
  hasClientSecret(id: string): Promise<boolean>;

  /**
   * Called after an integration has been written to the settings. The credentials of `before` become those of `after` as
   * far as `reusableAfterEdit` says that they are still valid; the others are revoked and deleted.
   *
   * @param clientSecret the new one; `undefined` leaves the one of `before`
   * @param before the integration until now; `undefined` if it is new
   */
  migrate(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void>;

  /**
   * Revokes the tokens of an integration, and deletes its credentials even if that fails. Returns a sentence about what
   * could not be revoked.
   */
  remove(entry: Entry): Promise<string | undefined>;
}

/** What the wizards need from outside. */
export interface WizardPorts {
  readonly dialogs: Dialogs;
  readonly browser: Browser;
  /** The redirect URI of the relay of Posit Workbench, if the browser returns to this window by that. */
  readonly relayRedirectUri?: string | undefined;
  /** The providers that the wizard knows by name; read when they are first needed. */
  readonly providers: () => Promise<readonly Provider[]>;
  readonly settings: IntegrationSettings;
  readonly discover: Discover;
  readonly keeping: IntegrationCredentials;
  /** Signs in to an integration that has just been saved, as its row does. */
  readonly signIn: (definition: Definition) => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
}
