import path from 'node:path';
import { endedAfterAll } from '../ended.js';
import { startLocalJourney, startReachableProvider, signInInBrowser } from './localJourney.js';
import { Terminal } from './terminal.js';

describe('thin path', () => {
  const ended = endedAfterAll();
  it('works', async () => {
    const provider = await startReachableProvider();
    ended(() => provider.stop());
    const { issuer } = provider;
    const journey = await startLocalJourney([
      { name: 'reports', display_name: 'Reports', issuer, scopes: ['openid', 'offline_access', 'reports:read'] },
    ]);
    ended(() => journey.end());
    await journey.window.row('Reports').waitFor();
    await signInInBrowser(journey, 'Reports', provider);
    await journey.window.rowWithIcon('Reports', 'key').waitFor();
    await journey.window.page.bringToFront();
    const terminal = await Terminal.open(journey.window, path.join(journey.folder, 'terminal'));
    console.log(await terminal.run('env'));
    console.log(await terminal.run('curl -s -X POST -H "X-RS-Session-Server-RPC-Cookie: $(cat $PWB_SESSION_RUNTIME_DIR/rpc_cookie)" -d \'{"method":"oauth_integrations","kwparams":{}}\' $RS_SERVER_ADDRESS/oauth_integrations'));
    console.log(await terminal.run('ls -la $PWB_SESSION_RUNTIME_DIR'));console.log(await terminal.run('credentials list'));
    await journey.window.screenshot('broker-thin');
    console.log((await journey.ownLog()).slice(-1500));
  });
});
