import assert from 'node:assert/strict';
import { LocalSource } from '../../../src/local/source.js';
import type { CallbackUris } from '../../../src/core/callbackUris.js';
import { TokenStorage } from '../../../src/signIn/tokenStorage.js';
import { FakeMemory } from '../../unit/fakeMemory.js';
import { FakeDialogs } from '../../unit/local/wizard/fakeDialogs.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { directClient } from '../directClient.js';
import { FileKeyring } from '../vault/fileKeyring.js';
import { UserSettings } from './localWindow.js';
import { TravellingClock } from './travellingClock.js';

/*
 * A window in a process of its own, as the extension host of each window is. Started by `localProcesses.test.ts`. When it is
 * told to, it lists what there is, waits for what that has set going, and tells how the rows then stand.
 */

const [folder = '', keyring = '', setting = '[]', ahead = '0'] = process.argv.slice(2);
const clock = new TravellingClock();
clock.set(Number(ahead));
const settings = new UserSettings(JSON.parse(setting));

const log = new RecordingLog();
const redirects: CallbackUris = {
  windowKind: 'localDesktop',
  forwardedUri: () => assert.fail('nothing is to be forwarded'),
  uri: () => assert.fail('nothing is to be led back'),
  onDidReceive: () => ({ dispose: () => undefined }),
};
const secrets = new FileKeyring(keyring);
const storage = new TokenStorage({ folder, secrets, memory: new FakeMemory(), redirects, clock, log });
const source = new LocalSource({
  ...{ environment: {}, clock, log, setting: () => '' },
  http: (caBundle) => directClient(caBundle, undefined, 5_000),
  browser: { open: () => assert.fail('nothing is to be opened') },
  ...{ settings, storage, dialogs: new FakeDialogs() },
  providers: () => Promise.resolve([]),
  showReport: () => assert.fail('nothing is to be shown'),
  signIn: () => assert.fail('nothing is to be signed in to'),
  redirects,
  isCodeAnswered: () => true,
});

async function look(): Promise<readonly (readonly [string, number | undefined])[]> {
  await source.list();
  await source.settled();
  return (await source.list()).map(({ status, expiry }) => [status.kind, expiry?.at]);
}

// It does not outlive the one that has started it.
process.on('disconnect', () => process.exit());
process.on('message', () => void look().then((rows) => process.send?.(rows)));
process.send?.('ready');
