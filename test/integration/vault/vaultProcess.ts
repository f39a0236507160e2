import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { SecretStorage } from '../../../src/core/ports.js';
import { Vault } from '../../../src/vault/vault.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { keptWithSecret } from '../../unit/vault/storedSecrets.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import type { Task } from './vaultProcesses.js';
import { realClock } from './vaultWindow.js';

/*
 * A window in a process of its own, as the extension host of each window is. Started by `vaultProcesses.ts`, which tells it
 * the folder of the vault and the file that stands for a keyring, and then what to do.
 */

const [folder = '', keyring = ''] = process.argv.slice(2);

/** A keyring that all processes share, as on a desktop. */
const secrets: SecretStorage = {
  get: (key) => Promise.resolve(stored()[key]),
  store: (key, value) => {
    writeFileSync(`${keyring}.${process.pid}`, JSON.stringify({ ...stored(), [key]: value }));
    renameSync(`${keyring}.${process.pid}`, keyring);
    appendFileSync(`${keyring}.log`, 'stored\n');
    return Promise.resolve();
  },
  delete: () => Promise.reject(new Error('nothing is to be deleted')),
};

function stored(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(keyring, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

const vault = new Vault({ folder, secrets, memory: new FakeMemory(), log: new RecordingLog(), clock: realClock });

/** Adds one to a number that is kept, and one entry of this process's own. */
async function write(id: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await vault.update(id, (kept) => keptWithSecret(String(Number(kept?.clientSecret?.reveal() ?? 0) + 1)));
    await vault.update(`${process.pid}-${time}`, () => keptWithSecret('own'));
  }
}

/** Spends what is kept, as one spends a refresh token, unless another has done so; each spending is a line of a file. */
async function refresh(id: string, ledger: string): Promise<void> {
  await vault.withLock(id, new AbortController().signal, async () => {
    const token = (await vault.read()).get(id)?.clientSecret?.reveal() ?? '';
    if (token !== 'first') return;
    appendFileSync(ledger, `${token}\n`);
    // Not a wait for something: the time that a refresh takes, in which another process would read the old token without the lock.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await vault.update(id, () => keptWithSecret('second'));
  });
}

/** Tells the parent, and waits until it has been told. */
function tell(what: 'ready' | 'done' | 'held'): Promise<void> {
  return new Promise((resolve) => process.send?.(what, undefined, {}, () => resolve()));
}

const forever = new Promise<never>(() => undefined);

async function perform(task: Task): Promise<void> {
  switch (task.kind) {
    case 'write':
      return write(task.id, task.times);
    case 'refresh':
      return refresh(task.id, task.ledger);
    case 'hold':
      return vault.withLock(task.id, new AbortController().signal, async () => {
        await tell('held');
        await forever;
      });
    case 'holdFile':
      // As if it had crashed between taking the lock and writing.
      await vault.update(task.id, () => {
        void tell('held');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        return undefined;
      });
  }
}

// It does not outlive the one that has started it.
process.on('disconnect', () => process.exit());
process.on('message', (task: Task) => void perform(task).then(() => tell('done')));
await tell('ready');
