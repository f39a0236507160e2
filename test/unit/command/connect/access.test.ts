import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownToken } from '../../../../src/command/connect/access.js';
import { OwnServers } from '../../../../src/command/connect/ownServers.js';
import { Terminal } from '../../../../src/command/terminal.js';
import { endedAfterEach } from '../../../ended.js';
import { temporaryFolder } from '../../../temporaryFolder.js';

const MAIN = { name: 'Main', url: 'https://main.example.com' };
const OTHER = { name: 'other', url: 'https://other.example.com/rsc' };

describe('The server of the command’s own list that is meant', () => {
  const ended = endedAfterEach();

  /** What the command says when it is asked for a token of a server with this name: the user is signed in to none. */
  async function saidOf(name: string | undefined, ...servers: readonly object[]): Promise<string> {
    const home = temporaryFolder('own-servers');
    ended(() => home.remove());
    let said = '';
    const terminal = new Terminal({ write: (text) => assert.fail(text) }, { write: (text) => (said += text) });
    const environment = { HOME: home.path, XDG_CONFIG_HOME: home.path, APPDATA: home.path };
    const own = new OwnServers({ environment, terminal });
    ended(() => own.close());
    mkdirSync(path.dirname(own.file.path), { recursive: true });
    writeFileSync(own.file.path, JSON.stringify(servers));
    assert.equal(await ownToken(own, terminal, name, {}), 1);
    return said;
  }

  for (const [name, servers, expected] of [
    [undefined, [MAIN], MAIN],
    [undefined, [MAIN, { ...OTHER, default: true }], OTHER],
    ['main', [MAIN, { ...OTHER, default: true }], MAIN],
    ['OTHER', [{ ...MAIN, default: true }, OTHER], OTHER],
    ['https://other.example.com/rsc/', [{ ...MAIN, default: true }, OTHER], OTHER],
  ] as const) {
    it(`is ${expected.name} by ${name ?? 'no name'} among ${servers.map((each) => JSON.stringify(each)).join()}`, async () => {
      const way = `Run: credentials login ${expected.url}`;
      assert.equal(await saidOf(name, ...servers), `credentials: You are not signed in to ${expected.name}. ${way}\n`);
    });
  }

  it('is none if several could be meant, or if none has the name', async () => {
    await assert.rejects(saidOf(undefined, MAIN, OTHER), {
      message: 'There is no default server. Servers: Main, other.',
    });
    await assert.rejects(saidOf('third', MAIN, OTHER), { message: 'There is no server third. Servers: Main, other.' });
  });
});
