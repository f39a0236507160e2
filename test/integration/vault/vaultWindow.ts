import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../../src/core/ports.js';
import type { StoredCredentials } from '../../../src/vault/storedCredentials.js';
import { Vault } from '../../../src/vault/vault.js';
import { LOCKS } from '../../../src/vault/atomicFile.js';
import { VaultKey } from '../../../src/vault/key.js';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { BrowserSecrets } from '../../unit/fakeSecrets.js';
import { plain, type Plain } from '../../unit/local/plain.js';
import { RecordingLog } from '../../unit/recordingLog.js';

export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, delay) => {
    const timer = setTimeout(callback, delay);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** A user whose windows share a folder and what is remembered, and have their secret storage in a browser. */
export class VaultUser {
  readonly memory = new FakeMemory();
  readonly #temporary = temporaryFolder('vault');
  readonly #windows: VaultWindow[] = [];
  /** The folder of the vault. It is not there before something is kept. */
  readonly folder = path.join(this.#temporary.path, 'global', 'extension');
  readonly file = path.join(this.folder, 'vault.json');

  /**
   * @param ended takes what ends it: its windows, and its folder.
   * @param secrets may be shared by users on several machines, as an editor's secret storage is by all hosts it connects to.
   */
  constructor(
    ended: Ended,
    readonly secrets = new BrowserSecrets(),
  ) {
    ended(() => this.#end());
  }

  /** A window that is loaded now. */
  load(clock = realClock): VaultWindow {
    const window = new VaultWindow(this, clock);
    this.#windows.push(window);
    return window;
  }

  /** The names of what lies in the folder besides the locks. */
  files(): readonly string[] {
    return readdirSync(this.folder)
      .filter((name) => name !== LOCKS)
      .sort();
  }

  /** The folders of the locks. */
  locks(): readonly string[] {
    const folder = path.join(this.folder, LOCKS);
    return readdirSync(folder).map((name) => path.join(folder, name));
  }

  /** Permissions of the folder, or of what lies in it, in octal. */
  async modeOf(name = '.'): Promise<string> {
    return ((await stat(path.join(this.folder, name))).mode & 0o777).toString(8);
  }

  async #end(): Promise<void> {
    this.#windows.forEach(({ vault }) => vault.dispose());
    await this.#temporary.remove();
  }
}

/** One window of a user. */
export class VaultWindow {
  readonly log = new RecordingLog();
  readonly secrets;
  readonly vault: Vault;

  constructor({ secrets, memory, folder }: VaultUser, clock: Clock) {
    this.secrets = secrets.loadWindow();
    this.vault = new Vault({ folder, secrets: this.secrets, memory, log: this.log, clock });
  }

  /** What it reads, by integration id, with its secrets in plain text. */
  async contents(): Promise<Readonly<Record<string, Plain<StoredCredentials>>>> {
    return Object.fromEntries(plain(await this.vault.read()));
  }

  /** The key that it has made. */
  get key(): VaultKey {
    const key = VaultKey.fromText(this.secrets.stored[0] ?? '');
    assert.ok(key, 'this window has made no key');
    return key;
  }

  /** Counts from now on how often the vault says that it has changed. */
  listen(): { readonly count: number; dispose(): void } {
    let count = 0;
    const subscription = this.vault.onDidChange(() => (count += 1));
    return {
      get count() {
        return count;
      },
      dispose: () => subscription.dispose(),
    };
  }
}
