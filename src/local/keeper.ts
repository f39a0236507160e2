import { errorChain } from '../core/errors.js';
import type { Logger } from '../core/ports.js';
import type { Secret } from '../core/secret.js';
import { type Definition, type Entry, isWrong } from './definition.js';
import type { Grant, Kept, Registration } from './grant.js';
import * as messages from './messages.js';
import type { OAuthPorts } from './oauth/exchange.js';
import type { AuthorizationServers } from './oauth/metadata.js';
import { revoke } from './oauth/revocation.js';
import { partiesOf } from './signInFlows.js';
import type { Vault } from './vault.js';
import { staysValid } from './wizard/changes.js';
import type { Keeping } from './wizard/ports.js';

const NOTHING: Kept = { clientSecret: undefined, registration: undefined, grant: undefined };

/** What is put into the vault and taken out of it, and what the authorization server is told when a grant ends. */
export class Keeper implements Keeping {
  constructor(
    private readonly vault: Pick<Vault, 'read' | 'update' | 'exclusively'>,
    private readonly servers: AuthorizationServers,
    private readonly ports: OAuthPorts,
    private readonly log: Logger,
  ) {}

  async hasClientSecret(id: string): Promise<boolean> {
    return (await this.vault.read()).get(id)?.clientSecret !== undefined;
  }

  /** Keeps what a sign-in has brought. */
  async granted({ id }: Definition, grant: Grant, registration: Registration | undefined): Promise<void> {
    await this.vault.update(id, (kept = NOTHING) => ({
      ...kept,
      grant,
      registration: registration ?? kept.registration,
    }));
  }

  async saved(after: Definition, clientSecret: Secret | undefined, before: Definition | undefined): Promise<void> {
    const kept = before && (await this.vault.read()).get(before.id);
    const stays = before && staysValid(before, after);
    if (before && kept?.grant && !stays?.grant) {
      await this.#revoke(before, kept, new AbortController().signal);
    }
    if (before && before.id !== after.id) {
      await this.vault.update(before.id, () => undefined);
    }
    await this.vault.update(after.id, () => {
      const next: Kept = {
        clientSecret: clientSecret?.reveal() ?? (stays?.clientSecret ? kept?.clientSecret : undefined),
        registration: stays?.registration ? kept?.registration : undefined,
        grant: stays?.grant ? kept?.grant : undefined,
      };
      return Object.values(next).some((each) => each !== undefined) ? next : undefined;
    });
  }

  async forget(entry: Entry): Promise<string | undefined> {
    const { id } = entry;
    if (id === undefined) {
      return undefined;
    }
    const kept = (await this.vault.read()).get(id);
    const problem = kept && !isWrong(entry) ? await this.#revoke(entry, kept, new AbortController().signal) : undefined;
    await this.vault.update(id, () => undefined);
    return problem;
  }

  /** Ends a grant: revokes it, and deletes it whether it could be revoked or not. Returns a sentence if it could not. */
  signOut(definition: Definition, outerSignal: AbortSignal): Promise<string | undefined> {
    // Not while it is being renewed: what came of that would stay.
    return this.vault.exclusively(definition.id, outerSignal, async (signal) => {
      const kept = (await this.vault.read()).get(definition.id);
      const problem = kept && (await this.#revoke(definition, kept, signal));
      await this.vault.update(definition.id, (now) => now && { ...now, grant: undefined });
      return problem;
    });
  }

  async #revoke(definition: Definition, kept: Kept, signal: AbortSignal): Promise<string | undefined> {
    const { grant } = kept;
    if (!grant) {
      return undefined;
    }
    try {
      const server = await this.servers.of(definition.server, signal);
      await revoke(grant, partiesOf(definition, kept, server, grant.registration), this.ports, signal);
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      this.log.warn(`local: ${definition.id} could not be revoked: ${errorChain(error)}`);
      return messages.notRevoked(definition);
    }
  }
}
