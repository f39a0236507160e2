import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';

/** Values that a shell would act on, or cut. */
const HOSTILE = [
  `it's "quoted" 'twice'`,
  '$(touch harm) `touch harm` ${HOME} $HOME',
  'line\nbreak\n\n',
  'back\\slash\\',
  '!! !x !$ # ~ * ? [a] {a,b} ; & | < > ( )',
  '‘typographic’ ‚quotes‛',
  '-n',
];

const PRINT = 'printf %s "$RS_SESSION_URL"';

const isInstalled = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

describe('credentials env', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  it('prints the variables that lead to the server, and neither empty ones nor the cookie', async () => {
    const { env } = await startSandbox();
    const { code, stdout, stderr } = await command().run(['env'], {
      env: { ...env, CURL_CA_BUNDLE: '', RS_SESSION_RPC_COOKIE: 'x|y' },
    });
    const lines = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
    assert.deepEqual(
      { code, stderr, lines: stdout.split('\n').sort() },
      { code: 0, stderr: '', lines: ['', ...lines].sort() },
    );
  });

  it('lets another program use the same server', async () => {
    const { env } = await startSandbox();
    const { stdout: statements } = await command().run(['env'], { env });
    const { code, stdout } = await command().runProgram('sh', ['-c', `${statements}\ncredentials list`]);
    assert.equal(code, 0);
    assert.match(stdout, /^Sales API +signed in /m);
  });

  it('lets another program bypass a proxy as this terminal does, so that the proxy does not get the cookie', async () => {
    const env = { RS_SERVER_ADDRESS: 'http://127.0.0.1:1', NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
    const { stdout } = await command().run(['env'], { env });
    assert.match(stdout, /^export NO_PROXY='127\.0\.0\.1'\nexport no_proxy='127\.0\.0\.1'$/m);
  });

  it('says that the cookie is not printed if nothing else authorizes the session', async () => {
    const env = { RS_SERVER_ADDRESS: 'http://localhost:1', RS_SESSION_RPC_COOKIE: 'secret-cookie' };
    const { code, stdout, stderr } = await command().run(['env'], { env });
    assert.deepEqual({ code, stdout }, { code: 0, stdout: "export RS_SERVER_ADDRESS='http://localhost:1'\n" });
    assert.match(stderr, /^credentials: RS_SESSION_RPC_COOKIE, .* is a secret and not printed\..*\n$/);
    assert.doesNotMatch(stderr, /secret-cookie/);
  });

  for (const [what, address] of [
    ['is not known', undefined],
    ['is no URL', 'localhost:8787'],
  ] as const) {
    it(`prints nothing where the server's address ${what}, and says whom to contact`, async () => {
      const env = {
        POSIT_PRODUCT: 'WORKBENCH',
        RS_SESSION_URL: '/s/1/',
        ...(address === undefined ? {} : { RS_SERVER_ADDRESS: address }),
      };
      const { code, stdout, stderr } = await command().run(['env'], { env });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, /^credentials: .*RS_SERVER_ADDRESS.* Ask your administrator/);
    });
  }

  for (const shell of ['sh', 'bash', 'zsh', 'fish']) {
    it(`passes every value to ${shell} unchanged`, async function () {
      // Not every machine has every shell.
      if (!isInstalled(shell)) return this.skip();
      const evaluation = shell === 'fish' ? 'credentials env --shell fish | source' : 'eval "$(credentials env)"';
      for (const value of HOSTILE) {
        const { stdout, stderr } = await command().runProgram(shell, ['-c', `${evaluation}; ${PRINT}`], {
          // fish reads the characters of its environment in those of the locale.
          env: { RS_SERVER_ADDRESS: 'http://localhost:1', RS_SESSION_URL: value, LC_ALL: 'C.UTF-8' },
        });
        assert.deepEqual({ stdout, stderr }, { stdout: value, stderr: '' });
      }
    });
  }
});
