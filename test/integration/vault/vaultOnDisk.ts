import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { Vault } from '../../../src/vault/vault.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeSecrets } from '../../unit/fakeSecrets.js';
import { KEPT_SECRET_ONLY, keptOf } from '../../unit/vault/storedSecrets.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { realClock } from './vaultWindow.js';

/*
 * Started by `vaultDisk.test.ts` with a small disk of its own: fills it, then makes it one that can't be written, and prints
 * how the vault takes both.
 */

/** What became of a vault whose disk failed. */
export interface DiskReport {
  /** What it said when the disk was full, and how many of the entries that it had kept were there after that. */
  readonly whenFull: {
    readonly said: string;
    readonly lost: number;
    readonly files: readonly string[];
    readonly locked: string;
  };
  /** What it said when the disk was read-only, for each thing tried. */
  readonly whenReadOnly: { readonly said: readonly string[]; readonly lost: number };
}

const [folder = ''] = process.argv.slice(2);
const vault = new Vault({
  folder,
  secrets: new FakeSecrets(),
  memory: new FakeMemory(),
  log: new RecordingLog(),
  clock: realClock,
});

const saidBy = (attempt: Promise<unknown>) =>
  attempt.then(
    () => '',
    (error: unknown) => String(error),
  );

let [kept, said] = [0, ''];
while (said === '' && kept < 1_000) {
  said = await saidBy(vault.update(`entry ${kept}`, () => keptOf('x'.repeat(500))));
  kept += said === '' ? 1 : 0;
}
const lostWhenFull = kept - (await vault.read()).size;
const files = readdirSync(folder);
const lockedWhenFull = await saidBy(vault.withLock('another', new AbortController().signal, (hold) => hold.confirm()));

execFileSync('mount', ['-o', 'remount,ro', folder]);
const report: DiskReport = {
  whenFull: { said, lost: lostWhenFull, files, locked: lockedWhenFull },
  whenReadOnly: {
    said: [
      await saidBy(vault.update('another', () => KEPT_SECRET_ONLY)),
      await saidBy(vault.withLock('another', new AbortController().signal, () => Promise.resolve())),
    ],
    lost: kept - (await vault.read()).size,
  },
};
console.log(JSON.stringify(report));
