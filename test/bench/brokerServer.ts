import assert from 'node:assert/strict';
import { startLocalBroker } from '../integration/broker/brokerWindow.js';
import { rpc } from '../integration/handMadeRpc.js';
import { entry } from '../integration/local/localEntries.js';
import { LocalUser } from '../integration/local/localWindow.js';
import { person } from '../integration/local/signingIn.js';
import { heapUsed } from '../integration/longLivedSession.js';
import { startProvider } from '../sandbox/authorizationServer.js';
import { revealed } from '../../src/core/secret.js';
import type { BrokerReport } from './servers.js';

/*
 * A window with its broker and an integration of the user's own, in a process of its own as the extension host is, so that
 * its heap is not that of its clients. Started by `broker.ts`, which it tells the way to it, and its heap whenever it asks.
 */

const ends: (() => unknown)[] = [];
const ended = (end: () => unknown) => void ends.push(end);
const provider = await startProvider();
ended(() => provider.stop());
const user = new LocalUser(ended, [entry(provider, provider.clients.public)]);
const { window, broker } = await startLocalBroker(ended, user, { visit: person(provider) });
await rpc(broker.environment, 'oauth_integrations');
assert.equal(await window.signIn('reports'), 'signedIn');

process.on('message', () => {
  // Where this one grows, the editor's writes to a file.
  window.log.lines.length = 0;
  process.send?.({ heap: heapUsed() });
});
process.on('disconnect', () => void end());
const viewer = broker.broker.viewerHeaders({ username: 'Ada', groups: [] });
process.send?.({
  environment: broker.environment,
  uuid: broker.guidOf('reports'),
  content: revealed(broker.broker.requestedVariables('connect') ?? {}),
  userToken: viewer?.['posit-connect-user-session-token']?.reveal() ?? '',
} satisfies BrokerReport);

async function end(): Promise<void> {
  for (const each of ends.reverse()) {
    await each();
  }
}
