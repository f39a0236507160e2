import type { CallbackUris } from '../core/callbackUris.js';
import type { Clock, Disposable, Logger, Memento, SecretStorage } from '../core/ports.js';
import { CredentialStore } from '../vault/credentialStore.js';
import { PendingWork } from '../vault/pendingWork.js';
import { Vault } from '../vault/vault.js';
import { EditorCallbacks } from './editorCallbacks.js';

export interface TokenStoragePorts {
  /** A folder of this extension's own, for all windows of the user. Need not exist. */
  readonly folder: string;
  readonly secrets: SecretStorage;
  /** Milliseconds for {@link secrets}, if not the usual ones. */
  readonly keyPatience?: number;
  /** What all windows of the user remember. */
  readonly memory: Memento;
  readonly redirects: CallbackUris;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where the sources of a window keep the user's tokens. There is one for all of them, because there is one vault. */
export class TokenStorage implements Disposable {
  readonly vault: Vault;
  readonly credentials: CredentialStore;
  /** Answers of authorization servers that reach a window by a URI of the editor. */
  readonly editorCallbacks: EditorCallbacks;
  readonly pendingWork = new PendingWork();

  constructor({ folder, secrets, keyPatience, memory, redirects, clock, log }: TokenStoragePorts) {
    this.vault = new Vault({ folder, secrets, keyPatience, memory, log, clock });
    this.credentials = new CredentialStore(this.vault, clock, log);
    this.editorCallbacks = new EditorCallbacks(redirects, this.vault, log);
  }

  /** Settles when the answers of servers are stored: a window should not close before. Never rejects. */
  async settled(): Promise<void> {
    await this.pendingWork.settled();
    await this.credentials.write();
  }

  dispose(): void {
    this.editorCallbacks.dispose();
    this.credentials.dispose();
    this.vault.dispose();
  }
}
