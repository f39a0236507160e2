import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connectRequest } from '../../../src/local/connectJson/request.js';
import { definitionFromConnect } from '../../../src/local/connectJson/import.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { readBody } from '../../sandbox/httpBody.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { serversPerTest } from '../observedServer.js';
import { isInstalled, shell as shellRunner } from '../snippetRuns.js';

/** What a shell or a terminal may take for something else. */
const HOSTILE = [
  `'; touch pwned; '`,
  '$(touch pwned) `touch pwned` ${HOME} $0 $$',
  '"quoted" \\ \\\\ \\n \\u0027 %s %n',
  '!! !$ !touch ^a^b',
  'lines\nof\r\nmany\ttabs\u0000\u001b[31m\u0007\u0004\u0003',
  'bidi \u202e zero\u200bwidth \u{e0041} ü 漢 😀 \u2028',
  '@/etc/passwd & | ; < > ( ) { } [ ] * ? ~ # -',
  "EOF\nJSON\n'",
];

/** Ways to run a command: as a script's text, or typed where a shell also looks for `!`. */
const SHELLS = [
  ...['sh', 'bash', 'zsh', 'dash'].map((shell) => ({ shell, args: ['-eu'] })),
  { shell: 'bash', args: ['--norc', '-i', '-H'] },
  { shell: 'zsh', args: ['-f', '-i'] },
];

const ENDPOINTS = { authorizationUri: 'https://login.example.org/a?b=1&c=2', tokenUri: 'https://login.example.org/t' };

function definitionNamed(name: string) {
  const definition = parseDefinition({
    ...{ name, description: name, authorization_uri: ENDPOINTS.authorizationUri, token_uri: ENDPOINTS.tokenUri },
    ...{ client_id: `'"$(x)\`!\\`, scopes: ['openid', `!#$%&'()*+[]{}~`], auth_mode: 'Confidential' },
  });
  assert.ok(!isInvalid(definition));
  return definition;
}

describe('The command that creates an integration on Connect', () => {
  const start = serversPerTest();

  for (const { shell, args } of SHELLS) {
    it(`sends the same bytes from ${shell} ${args.join(' ')}, whatever an integration is called`, async function () {
      this.timeout(60_000);
      // Not every machine has every shell.
      if (!(await isInstalled(shellRunner(shell)))) this.skip();
      const bodies: string[] = [];
      const server = await start((request, response) => {
        void readBody(request).then((body) => {
          bodies.push(body);
          response.end('{}');
        });
      });
      const folder = temporaryFolder('connect-request');
      for (const name of HOSTILE) {
        const definition = definitionNamed(name);
        const command = connectRequest(definition, ENDPOINTS);
        await runIn(shell, args, command, { server: `${server.address}/`, folder: folder.path });
        const [body = '', ...more] = bodies.splice(0);
        assert.deepEqual(more, []);
        const written = /--data-raw '(?<json>[^']*)'$/.exec(command)?.groups?.['json'];
        assert.equal(body, written);
        assert.match(body, /^[ -~\n]*$/);
        assert.deepEqual(JSON.parse(body), {
          ...{ template: 'custom', name, description: name },
          config: {
            ...{ auth_mode: 'Confidential', auth_type: 'Viewer', client_id: definition.clientId },
            ...{ client_secret: '<client secret>', authorization_uri: ENDPOINTS.authorizationUri },
            ...{ token_uri: ENDPOINTS.tokenUri, token_endpoint_auth_method: 'client_secret_basic' },
            ...{ scopes: definition.scopes.join(' '), use_pkce: true },
          },
        });
        assert.deepEqual(again(body), { ...definition, tokenEndpointAuthMethod: 'client_secret_basic' });
      }
      assert.deepEqual(await readdir(folder.path), []);
      await folder.remove();
      for (const { target, headers } of server.requests) {
        assert.equal(target, '/__api__/v1/oauth/integrations');
        assert.equal(headers.authorization, 'Key the key');
        assert.equal(headers['content-type'], 'application/json');
      }
    });
  }

  it('asks for what it needs, and sends nothing without it', async () => {
    const server = await start((_request, response) => response.end('{}'));
    const command = connectRequest(definitionNamed('example'), ENDPOINTS);
    const folder = temporaryFolder('connect-request');
    await assert.rejects(runIn('sh', [], command, { server: server.address, folder: folder.path, key: '' }));
    await assert.rejects(runIn('sh', [], command, { server: '', folder: folder.path }));
    await folder.remove();
    assert.deepEqual(server.requests, []);
  });
});

interface Surroundings {
  readonly server: string;
  readonly folder: string;
  readonly key?: string;
}

/** Runs a command as a person does who has set the two variables. Rejects when it fails. */
async function runIn(
  shell: string,
  args: readonly string[],
  command: string,
  { server, folder, key = 'the key' }: Surroundings,
): Promise<void> {
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, HISTFILE: '', TERM: 'dumb' },
    ...{ CONNECT_SERVER: server, CONNECT_API_KEY: key },
  };
  const child = spawn(shell, args, { cwd: folder, env, stdio: ['pipe', 'ignore', 'ignore'], timeout: 50_000 });
  child.stdin.end(`${command}\nexit $?\n`);
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
}

/** What becomes of an integration that goes to Connect and comes back. */
function again(body: string): unknown {
  const read = definitionFromConnect(body);
  assert.ok(!('problem' in read), 'problem' in read ? read.problem : '');
  assert.equal(read.clientSecret, undefined);
  return parseDefinition(read.fields);
}
