import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { knownServers, type KnownServersPorts } from '../../../src/connect/knownServers.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../recordingLog.js';

const URL_OF = 'https://connect.example.com';
const PUBLISHER = { contributes: { authentication: [{ id: 'posit-connect', label: 'Posit Connect' }] } };
const KEY = 'canary-key-0123456789abcdef01234';

describe('The servers that other tools know', () => {
  const ended = endedAfterEach();

  function setUp(changes: Partial<KnownServersPorts> = {}) {
    const folder = temporaryFolder('known');
    ended(() => folder.remove());
    const home = folder.path;
    const log = new RecordingLog();
    const ports: KnownServersPorts = {
      ...{ environment: {}, platform: 'linux', home, log },
      manifests: () => [PUBLISHER],
      publisherAccounts: () => Promise.resolve([]),
      publisherKey: () => Promise.reject(new Error('Refused')),
      ...changes,
    };
    const store = async (file: string, content: unknown) => {
      await mkdir(path.dirname(path.join(home, file)), { recursive: true });
      await writeFile(path.join(home, file), typeof content === 'string' ? content : JSON.stringify(content));
    };
    const find = (more: Partial<KnownServersPorts> = {}) => knownServers({ ...ports, ...more }, []);
    return { home, log, store, find };
  }

  describe('in the file of rsconnect-python', () => {
    for (const [platform, file, variable] of [
      ['linux', '.rsconnect-python/servers.json', undefined],
      ['linux', 'config/rsconnect-python/servers.json', 'XDG_CONFIG_HOME'],
      ['darwin', 'Library/Application Support/rsconnect-python/servers.json', undefined],
      ['win32', 'config/rsconnect-python/servers.json', 'APPDATA'],
      ['win32', '.rsconnect-python/servers.json', undefined],
    ] as const) {
      it(`are found on ${platform} in ${file}`, async () => {
        const { home, store, find } = setUp();
        await store(file, { prod: { name: 'prod', url: `${URL_OF}/` } });
        const environment = variable === undefined ? {} : { [variable]: path.join(home, 'config') };
        assert.deepEqual(await find({ platform, environment }), [
          {
            ...{ name: 'prod', url: URL_OF, origin: 'rsconnect-python' },
            ...{ caCertificate: undefined, insecure: false, isDefault: false },
          },
        ]);
      });
    }

    it('have the default one first', async () => {
      const { store, find } = setUp();
      await store('.rsconnect-python/servers.json', {
        one: { url: 'https://one.example.com' },
        two: { url: 'https://two.example.com', default: true },
      });
      assert.deepEqual(
        (await find()).map(({ name, isDefault }) => [name, isDefault]),
        [
          ['two', true],
          ['one', false],
        ],
      );
    });

    it('have their certificates verified if there is a CA certificate', async () => {
      const { store, find } = setUp();
      await store('.rsconnect-python/servers.json', { prod: { url: URL_OF, insecure: true, ca_cert: 'PEM' } });
      const [server] = await find();
      assert.deepEqual([server?.insecure, server?.caCertificate], [false, 'PEM']);
    });

    it('have their API keys read on request, and nothing else that is secret', async () => {
      const { store, find } = setUp();
      const tokens = { oauth_access_token: 'canary-access', oauth_refresh_token: 'canary-refresh' };
      await store('.rsconnect-python/servers.json', { prod: { url: URL_OF, api_key: KEY, ...tokens } });
      const [server] = await find();
      assert.ok(!JSON.stringify(server).includes('canary'));
      assert.equal((await server?.readApiKey?.())?.reveal(), KEY);
    });

    for (const [what, entry] of [
      ['of shinyapps.io', { url: 'https://api.shinyapps.io', account_name: 'me', token: 'x', secret: 'y' }],
      ['of Snowflake', { url: 'https://x.snowflakecomputing.app', snowflake_connection_name: 'x' }],
      ['of Connect Cloud', { url: 'https://api.connect.posit.cloud' }],
      ['without a URL', { name: 'x' }],
      ['with a URL that is no text', { url: 7 }],
      ['with a URL that sends tokens over http', { url: 'http://connect.example.com' }],
      ['with a password in the URL', { url: 'https://me:pass@connect.example.com' }],
      ['with a script for a URL', { url: 'javascript:alert(1)' }],
      ['that is no object', 'https://connect.example.com'],
      ['that is null', null],
    ] as const) {
      it(`are not those ${what}`, async () => {
        const { store, find } = setUp();
        await store('.rsconnect-python/servers.json', { bad: entry, good: { url: 'https://good.example.com' } });
        assert.deepEqual(
          (await find()).map(({ name }) => name),
          ['good'],
        );
      });
    }

    for (const content of ['[]', '"x"', 'null', '{', '\u0000']) {
      it(`are none if that contains ${JSON.stringify(content)}`, async () => {
        const { store, find } = setUp();
        await store('.rsconnect-python/servers.json', content);
        assert.deepEqual(await find(), []);
      });
    }
  });

  describe('of Publisher', () => {
    const account = { id: URL_OF, label: 'Production' };
    const publisherAccounts = () =>
      Promise.resolve([account, { id: 'https://api.connect.posit.cloud', label: 'Cloud' }]);

    it('are its accounts, whose API keys are requested only when they are read', async () => {
      const requested: string[] = [];
      const publisherKey = ({ id }: { readonly id: string }) => {
        requested.push(id);
        return Promise.resolve(KEY);
      };
      const [server, ...others] = await setUp({ publisherAccounts, publisherKey }).find();
      assert.deepEqual([server?.name, server?.url, others], ['Production', URL_OF, []]);
      assert.deepEqual(requested, []);
      assert.equal((await server?.readApiKey?.())?.reveal(), KEY);
      assert.deepEqual(requested, [URL_OF]);
    });

    it('are not asked for if no extension has them, because VS Code would wait', async () => {
      const others = [{}, { contributes: { authentication: [{ id: 'github' }, null] } }, undefined];
      let isAsked = false;
      const asked = () => {
        isAsked = true;
        return publisherAccounts();
      };
      assert.deepEqual(await setUp({ manifests: () => others, publisherAccounts: asked }).find(), []);
      assert.equal(isAsked, false);
    });

    it('have no key if they are signed in with OAuth, or if the user refuses', async () => {
      for (const publisherKey of [() => Promise.resolve(''), () => Promise.reject(new Error('Refused'))]) {
        const [server] = await setUp({ publisherAccounts, publisherKey }).find();
        assert.equal(await server?.readApiKey?.(), undefined);
      }
    });
  });
});
