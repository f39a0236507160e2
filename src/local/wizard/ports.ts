import type { Dialogs } from '../../core/dialogs.js';
import type { Logger } from '../../core/ports.js';
import type { Secret } from '../../core/secret.js';
import type { Definition, Entry } from '../definition/definition.js';
import type { AuthorizationServer } from '../../oauth/authorizationServer.js';

/** What an authorization server tells of itself, as far as the user is shown it. Its texts are the server's. */
export type Discovery = Pick<
  AuthorizationServer,
  'endpoints' | 'crossOriginEndpoints' | 'scopes' | 'tokenEndpointAuthMethods'
>;

/** Reads the metadata of an issuer. Throws `CredentialError`. */
export type Discover = (server: { readonly issuer: string }, signal: AbortSignal) => Promise<Discovery>;

/** The setting `availableCredentials.integrations`. */
export interface IntegrationSettings {
  /** The value in force. */
  read(): unknown;

  /** Replaces the user's own value. */
  write(value: unknown): Promise<void>;

  /**
   * Who has set the value in force: the user, or nobody (`user`); an administrator, as a default that the user's own
   * value replaces whole (`default`), or as a policy that nobody else can change (`policy`).
   */
  origin(): 'user' | 'default' | 'policy';
}

/** What is kept of integrations: client secrets, and what they have been granted. */
export interface IntegrationCredentials {
  /** Whether a client secret is kept for an Integration ID. */
  hasClientSecret(id: string): Promise<boolean>;

  /**
   * Called once an integration has been written to the settings. What is kept of `before` goes on as that of `after` as
   * far as {@link staysValid} says so; the rest of it is revoked and deleted.
   *
   * @param clientSecret the new one; `undefined` leaves the one that `before` has
   * @param before what it was until now; `undefined` if it is new
   */
  migrate(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void>;

  /**
   * Revokes what an integration has been granted, and deletes all that is kept of it, whether it could be revoked or
   * not. Returns a sentence about what could not be revoked. Of a wrong entry only the id is known.
   */
  remove(entry: Entry): Promise<string | undefined>;
}

/** What the wizards need from outside. */
export interface WizardPorts {
  readonly dialogs: Dialogs;
  readonly settings: IntegrationSettings;
  readonly discover: Discover;
  readonly keeping: IntegrationCredentials;
  readonly log: Pick<Logger, 'warn'>;
}
