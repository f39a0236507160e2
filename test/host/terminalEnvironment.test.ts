import assert from 'node:assert/strict';
import path from 'node:path';
import type { GlobalEnvironmentVariableCollection, MarkdownString } from 'vscode';
import { TerminalEnvironment } from '../../src/ui/terminalEnvironment.js';

/** The part of VS Code's collection that is used, as it keeps it. */
class Collection implements Pick<
  GlobalEnvironmentVariableCollection,
  'persistent' | 'description' | 'clear' | 'append' | 'replace'
> {
  persistent = true;
  description: string | MarkdownString | undefined;
  readonly changes = new Map<string, string>();

  clear(): void {
    this.changes.clear();
    this.description = undefined;
  }

  append(name: string, value: string): void {
    this.changes.set(name, `…${value}`);
  }

  replace(name: string, value: string): void {
    this.changes.set(name, value);
  }
}

const BROKER = { POSIT_PRODUCT: 'WORKBENCH', RS_SERVER_ADDRESS: 'http://127.0.0.1:1' };
const COMMAND = { PATH: `…${path.delimiter}/extension/bin`, AVAILABLE_CREDENTIALS_NODE: '/editor/node' };

describe('the environment of terminals', () => {
  let collection: Collection;
  let terminals: TerminalEnvironment;

  beforeEach(() => {
    collection = new Collection();
    terminals = new TerminalEnvironment(collection, '/extension/bin', '/editor/node', {}, []);
  });

  const description = () => (typeof collection.description === 'string' ? collection.description : '');

  const changes = () => Object.fromEntries(collection.changes);

  it('has the command, and the Node that runs it, without a broker', () => {
    assert.deepEqual(changes(), COMMAND);
    assert.match(description(), /^Adds the command `credentials`\.$/);
  });

  it('is not kept, since a port that is dead must not come back after a crash', () => {
    assert.equal(collection.persistent, false);
  });

  it('leads to a broker while there is one, and says so', () => {
    terminals.advertise(BROKER);
    assert.deepEqual(changes(), { ...COMMAND, ...BROKER });
    assert.match(description(), /^Lets code get the access tokens of your local integrations/);
    terminals.advertise(undefined);
    assert.deepEqual(changes(), COMMAND);
    assert.match(description(), /^Adds/);
  });

  it('leads to the broker that there is now, and to nothing of the one before', () => {
    terminals.advertise({ ...BROKER, OLD: 'x' });
    terminals.advertise({ ...BROKER, RS_SERVER_ADDRESS: 'http://127.0.0.1:2' });
    assert.deepEqual(changes(), { ...COMMAND, ...BROKER, RS_SERVER_ADDRESS: 'http://127.0.0.1:2' });
  });

  it('leads to no other window’s broker, from whose terminal the editor was started', () => {
    const inherited = ['POSIT_PRODUCT', 'RS_SERVER_ADDRESS'];
    terminals = new TerminalEnvironment(collection, '/extension/bin', '/editor/node', {}, inherited);
    assert.deepEqual(changes(), { ...COMMAND, POSIT_PRODUCT: '', RS_SERVER_ADDRESS: '' });
    terminals.advertise(BROKER);
    assert.deepEqual(changes(), { ...COMMAND, ...BROKER });
  });

  const proxied = (environment: Readonly<Record<string, string>>) => {
    terminals = new TerminalEnvironment(collection, '/extension/bin', '/editor/node', environment, []);
    assert.deepEqual(changes(), COMMAND);
    terminals.advertise(BROKER);
    return changes();
  };

  it('keeps requests to the broker away from a proxy', () => {
    const proxy = 'http://proxy.example.org:3128';
    assert.deepEqual(proxied({ HTTP_PROXY: proxy }), { ...COMMAND, ...BROKER, NO_PROXY: '127.0.0.1' });
    assert.deepEqual(proxied({ http_proxy: proxy, no_proxy: '.example.org' }), {
      ...{ ...COMMAND, ...BROKER },
      no_proxy: '…,127.0.0.1',
    });
    assert.deepEqual(proxied({ ALL_PROXY: proxy, no_proxy: 'x', NO_PROXY: 'y' }), {
      ...{ ...COMMAND, ...BROKER },
      ...{ no_proxy: '…,127.0.0.1', NO_PROXY: '…,127.0.0.1' },
    });
    assert.deepEqual(proxied({ HTTP_PROXY: proxy, no_proxy: '*' }), { ...COMMAND, ...BROKER });
  });

  it('says nothing of proxies where there is none for http', () => {
    assert.deepEqual(proxied({ HTTPS_PROXY: 'http://proxy.example.org:3128', NO_PROXY: 'x' }), {
      ...COMMAND,
      ...BROKER,
    });
  });
});
