import assert from 'node:assert/strict';
import { ServedServers } from '../../../src/broker/servedServers.js';
import type { ServerFacts } from '../../../src/core/serverAccess.js';
import { FakeSource } from '../core/fakeSource.js';

describe('The servers of a window that its programs name', () => {
  /** Of each server, what differs from one that is called like its host. */
  function serversWith(...all: readonly (Partial<ServerFacts> & { readonly name: string })[]) {
    const unused = () => assert.fail('It is not asked for that');
    const sources = all.map((differences) => {
      const facts: ServerFacts = {
        ...{ url: `https://${differences.name.toLowerCase()}.example.org/rsc`, isDefault: false, isSignedIn: true },
        ...{ username: undefined, role: undefined, expiry: undefined, ...differences },
      };
      const serverAccess = {
        ...{ facts: () => Promise.resolve(facts), credential: unused, integrations: unused, createIntegration: unused },
      };
      return Object.assign(new FakeSource(facts.name), { serverAccess });
    });
    const servers = new ServedServers({ sources: [new FakeSource('other'), ...sources] });
    return async (wanted?: unknown) => (await servers.find(wanted, new AbortController().signal)).facts.name;
  }

  it('are found by name in any case, and by URL with or without slashes at the end', async () => {
    const find = serversWith({ name: 'Staging', isDefault: true }, { name: 'Production' });
    for (const wanted of ['production', 'https://production.example.org/rsc', 'https://production.example.org/rsc//']) {
      assert.equal(await find(wanted), 'Production', wanted);
    }
    await assert.rejects(find('other'), /no server other\. It knows: Staging, Production\.$/);
  });

  it('are the default if none is named, or the only one', async () => {
    assert.equal(await serversWith({ name: 'Staging' }, { name: 'Production', isDefault: true })(), 'Production');
    assert.equal(await serversWith({ name: 'Staging' })(), 'Staging');
  });

  it('are none if none is named and it is not clear which', async () => {
    const find = serversWith({ name: 'Staging' }, { name: 'Production' });
    await assert.rejects(find(), /no default server\. It knows: Staging, Production\.$/);
    await assert.rejects(
      serversWith()(),
      /no default server\. Add one with Posit Workbench: Sign In to Posit Connect…\.$/,
    );
  });
});
