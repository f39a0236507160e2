import { signedIn } from '../../unit/core/fakeSource.js';
import { GUID } from './attacks.js';
import { startBroker } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

/*
 * The broker of a window in a separate process, like the extension host of each window. Started by
 * `lifeProcesses.test.ts`, to which it sends its environment.
 */

const [parentFolder = '', window] = process.argv.slice(2);
const source = new TokenSource();
source.listed = [signedIn({ guid: GUID, label: 'GitHub' })];
const { environment } = await startBroker(() => undefined, [source], {
  parentFolder,
  ...(window === undefined ? {} : { window }),
});

// It does not outlive the one that has started it.
process.on('disconnect', () => process.exit());
process.send?.(environment);
