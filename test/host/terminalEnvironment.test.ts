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
/** By these, no program sends a proxy the requests for this machine. */
const DIRECT = { NO_PROXY: '127.0.0.1,localhost', no_proxy: '127.0.0.1,localhost' };
const NEEDED = { AVAILABLE_CREDENTIALS_NODE: '/editor/node', AVAILABLE_CREDENTIALS_LANGUAGE: 'de' };
const COMMAND = { PATH: `…${path.delimiter}/extension/bin`, ...NEEDED };

describe('the environment of terminals', () => {
  let collection: Collection;
  let terminals: TerminalEnvironment;

  beforeEach(() => {
    collection = new Collection();
    terminals = new TerminalEnvironment(collection, '/extension/bin', NEEDED, {}, []);
  });

  const description = () => (typeof collection.description === 'string' ? collection.description : '');

  const changes = () => Object.fromEntries(collection.changes);

  it('has the command, and what it needs, without a broker', () => {
    assert.deepEqual(changes(), COMMAND);
    assert.match(description(), /^Adds the command `credentials`\.$/);
  });

  it('is not kept, since a port that is dead must not come back after a crash', () => {
    assert.equal(collection.persistent, false);
  });

  it('leads to a broker while there is one, and says so', () => {
    terminals.advertise(BROKER);
    assert.deepEqual(changes(), { ...COMMAND, ...BROKER, ...DIRECT });
    assert.match(description(), /^Lets code get the access tokens of your local integrations/);
    terminals.advertise(undefined);
    assert.deepEqual(changes(), COMMAND);
    assert.match(description(), /^Adds/);
  });

  it('contains the variables of the current broker, and none of the previous one', () => {
    terminals.advertise({ ...BROKER, OLD: 'x' });
    terminals.advertise({ ...BROKER, RS_SERVER_ADDRESS: 'http://127.0.0.1:2' });
    assert.deepEqual(changes(), {
      ...{ ...COMMAND, ...DIRECT },
      ...{ ...BROKER, RS_SERVER_ADDRESS: 'http://127.0.0.1:2' },
    });
  });

  it('leads to no other window’s broker, from whose terminal the editor was started', () => {
    const inherited = ['POSIT_PRODUCT', 'RS_SERVER_ADDRESS'];
    terminals = new TerminalEnvironment(collection, '/extension/bin', NEEDED, {}, inherited);
    assert.deepEqual(changes(), { ...COMMAND, POSIT_PRODUCT: '', RS_SERVER_ADDRESS: '' });
    terminals.advertise(BROKER);
    assert.deepEqual(changes(), { ...COMMAND, ...BROKER, ...DIRECT });
  });

  const proxied = (environment: Readonly<Record<string, string>>) => {
    terminals = new TerminalEnvironment(collection, '/extension/bin', NEEDED, environment, []);
    assert.deepEqual(changes(), COMMAND);
    terminals.advertise(BROKER);
    return changes();
  };

  it('keeps requests to this machine away from every proxy, also from one that the system names', () => {
    const base = { ...COMMAND, ...BROKER };
    const added = '…,127.0.0.1,localhost';
    assert.deepEqual(proxied({}), { ...base, ...DIRECT });
    assert.deepEqual(proxied({ HTTP_PROXY: 'http://proxy.example.org:3128' }), { ...base, ...DIRECT });
    assert.deepEqual(proxied({ no_proxy: '.example.org' }), { ...base, no_proxy: added });
    assert.deepEqual(proxied({ NO_PROXY: 'y' }), { ...base, NO_PROXY: added });
    assert.deepEqual(proxied({ no_proxy: 'x', NO_PROXY: 'y' }), { ...base, no_proxy: added, NO_PROXY: added });
  });

  it('changes nothing for code in a Workbench session, where only the command asks the broker', () => {
    const window = { AVAILABLE_CREDENTIALS_WINDOW: 'http://127.0.0.1:1 /tmp/x' };
    terminals.advertise(window);
    assert.deepEqual(changes(), { ...COMMAND, ...window });
    assert.match(description(), /^Adds the command/);
  });

  it('keeps away from proxies also what programs written for Coder send to the broker in a session', () => {
    const variables = {
      AVAILABLE_CREDENTIALS_WINDOW: 'http://127.0.0.1:1 /tmp/x',
      CODER_AGENT_URL: 'http://127.0.0.1:1/',
    };
    terminals.advertise(variables);
    assert.deepEqual(changes(), { ...COMMAND, ...variables, ...DIRECT });
  });

  it('takes the token of an agent that the editor has from programs that the window answers in the place of Coder', () => {
    const environment = { CODER_AGENT_TOKEN: 'of another time' };
    terminals = new TerminalEnvironment(collection, '/extension/bin', NEEDED, environment, []);
    terminals.advertise({ CODER_AGENT_URL: 'http://127.0.0.1:1/' });
    assert.equal(changes()['CODER_AGENT_TOKEN'], '');
    terminals.advertise(BROKER);
    assert.ok(!('CODER_AGENT_TOKEN' in changes()));
  });

  it('leaves a NO_PROXY that excepts all hosts', () => {
    assert.deepEqual(proxied({ no_proxy: '*', NO_PROXY: ' * ' }), { ...COMMAND, ...BROKER });
  });
});
