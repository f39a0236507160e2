import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sessionSection } from '../../../src/workbench/diagnostics.js';
import { readSession } from '../../../src/workbench/session.js';
import { endedAfterEach } from '../../ended.js';
import { hangingFile } from '../../hangingFile.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import type { Environment } from '../../../src/core/ports.js';

const NOW = Date.UTC(2026, 5, 1, 12);
const HOUR = 3_600_000;
/** Part of every cookie, account and query; it must not be shown. */
const CANARY = 'canary-7d1e';

const SESSION = { POSIT_PRODUCT: 'WORKBENCH' };

function cookie(expiry: number): string {
  return `${CANARY}-value|${encodeURIComponent(new Date(expiry).toUTCString())}|${CANARY}-sig; path=/; HttpOnly`;
}

/** The facts of the section, by their labels, once it is certain that they tell no secret. */
async function factsOf(environment: Environment, signal = new AbortController().signal) {
  const { facts } = await sessionSection(readSession(environment), environment, NOW, signal);
  const text = JSON.stringify(facts);
  assert.ok(!text.includes(CANARY), text.replaceAll(CANARY, '(the secret)'));
  return Object.fromEntries(facts);
}

/** What is said of one variable in a session. */
async function shown(name: string, value: string): Promise<string | undefined> {
  return (await factsOf({ ...SESSION, [name]: value }))[name];
}

describe("A session's diagnostics", () => {
  it('of a session with all variables', async () => {
    const environment = {
      POSIT_PRODUCT: 'WORKBENCH',
      RSTUDIO_VERSION: '2026.01.0+392.pro5',
      PWB_SESSION_RUNTIME_DIR: '/nowhere/at-all',
      RS_SERVER_ADDRESS: 'http://localhost:8787/base',
      RS_SERVER_URL: 'https://workbench.example.org/base/',
      RS_SESSION_URL: `/s/${CANARY}/`,
      REQUESTS_CA_BUNDLE: '/etc/ssl/ca.pem',
      CURL_CA_BUNDLE: '/etc/ssl/other.pem',
      RS_SESSION_RPC_COOKIE: cookie(NOW + 24 * HOUR),
    };
    const section = await sessionSection(readSession(environment), environment, NOW, new AbortController().signal);
    assert.deepEqual(section, {
      title: 'Posit Workbench: session',
      facts: [
        ['In a session', 'yes'],
        ['POSIT_PRODUCT', 'WORKBENCH'],
        ['RSTUDIO_VERSION', '2026.01.0+392.pro5'],
        ['PWB_SESSION_RUNTIME_DIR', '/nowhere/at-all'],
        ['RS_SERVER_ADDRESS', 'http://localhost:8787/base'],
        ['RS_SERVER_URL', 'https://workbench.example.org/base/'],
        ['RS_SESSION_URL', 'set'],
        ['REQUESTS_CA_BUNDLE', '/etc/ssl/ca.pem'],
        ['CURL_CA_BUNDLE', '/etc/ssl/other.pem'],
        ['File rpc_cookie', 'cannot be read: ENOENT'],
        ['RS_SESSION_RPC_COOKIE', 'set; until 2026-06-02 12:00:00 UTC (for 24 h)'],
      ],
    });
  });

  it('of a session with no other variable', async () => {
    assert.deepEqual(await factsOf(SESSION), {
      'In a session': 'yes',
      POSIT_PRODUCT: 'WORKBENCH',
      RSTUDIO_VERSION: 'not set',
      PWB_SESSION_RUNTIME_DIR: 'not set',
      RS_SERVER_ADDRESS: 'not set',
      RS_SERVER_URL: 'not set',
      RS_SESSION_URL: 'not set',
      REQUESTS_CA_BUNDLE: 'not set',
      CURL_CA_BUNDLE: 'not set',
      'File rpc_cookie': 'not set',
      RS_SESSION_RPC_COOKIE: 'not set',
    });
  });

  it('say that variables are those of another window’s broker, and look for no cookie', async () => {
    const brokered = {
      ...{ POSIT_PRODUCT: 'WORKBENCH', AVAILABLE_CREDENTIALS_BROKER: '1' },
      ...{ RS_SERVER_ADDRESS: 'http://127.0.0.1:1', PWB_SESSION_RUNTIME_DIR: '/nowhere' },
    };
    const facts = await factsOf(brokered);
    assert.match(facts['In a session'] ?? '', /^no: .* broker/);
    assert.equal('File rpc_cookie' in facts, false);
  });

  it('outside a session list the variables that are set, and look for no cookie', async () => {
    const folder = { PWB_SESSION_RUNTIME_DIR: '/nowhere', RS_SESSION_RPC_COOKIE: cookie(NOW + HOUR) };
    assert.deepEqual(await factsOf({ POSIT_PRODUCT: 'CONNECT', ...folder }), {
      'In a session': 'no (see POSIT_PRODUCT and RS_SERVER_ADDRESS)',
      POSIT_PRODUCT: 'CONNECT',
      RSTUDIO_VERSION: 'not set',
      PWB_SESSION_RUNTIME_DIR: '/nowhere',
      RS_SERVER_ADDRESS: 'not set',
      RS_SERVER_URL: 'not set',
      RS_SESSION_URL: 'not set',
      REQUESTS_CA_BUNDLE: 'not set',
      CURL_CA_BUNDLE: 'not set',
    });
  });

  for (const name of ['RSTUDIO_VERSION', 'RS_SERVER_ADDRESS', 'RS_SESSION_URL', 'CURL_CA_BUNDLE']) {
    it(`take ${name} for not set where it is empty, or white space`, async () => {
      assert.equal(await shown(name, ''), 'not set');
      assert.equal(await shown(name, ' \n'), 'not set');
    });
  }

  for (const name of ['RS_SERVER_ADDRESS', 'RS_SERVER_URL']) {
    const examples = [
      [`https://${CANARY}:${CANARY}@workbench.example.org/base`, 'https://…@workbench.example.org/base'],
      [`https://workbench.example.org/base?token=${CANARY}`, 'https://workbench.example.org/base?…'],
      [`https://workbench.example.org/#${CANARY}`, 'https://workbench.example.org?…'],
      [`https://user:12/${CANARY}@workbench.example.org`, 'set, but not shown because it may contain a password'],
      [`https://:${CANARY}`, 'set, but not a URL'],
      [`${CANARY} ${CANARY}`, 'set, but not a URL'],
    ] as const;
    for (const [value, text] of examples) {
      it(`show ${name}=${value} as ${text}`, async () => assert.equal(await shown(name, value), text));
    }
  }

  it('mark a version that is too old, and no other', async () => {
    assert.equal(
      await shown('RSTUDIO_VERSION', '2025.09.2+418.pro4'),
      '2025.09.2+418.pro4 (too old: OAuth integrations require 2026.01.0)',
    );
    assert.equal(await shown('RSTUDIO_VERSION', '2026.01.0'), '2026.01.0');
    assert.equal(await shown('RSTUDIO_VERSION', 'dev'), 'dev');
  });
});

describe("A session's diagnostics, of the cookie", () => {
  const ended = endedAfterEach();

  function newFolder(): string {
    const folder = temporaryFolder('diagnostics-test');
    ended(() => folder.remove());
    return folder.path;
  }

  /** What is said of both places. Without `file` there is none. */
  async function places(file: string | undefined, variable: string): Promise<(string | undefined)[]> {
    const folder = newFolder();
    if (file !== undefined) await writeFile(path.join(folder, 'rpc_cookie'), file);
    const facts = await factsOf({ ...SESSION, PWB_SESSION_RUNTIME_DIR: folder, RS_SESSION_RPC_COOKIE: variable });
    return [facts['File rpc_cookie'], facts['RS_SESSION_RPC_COOKIE']];
  }

  const examples = [
    ['that is good', cookie(NOW + HOUR), 'set; until 2026-06-01 13:00:00 UTC (for 60 min)'],
    ['with white space around', ` ${cookie(NOW + HOUR)}\n`, 'set; until 2026-06-01 13:00:00 UTC (for 60 min)'],
    ['that has expired', cookie(NOW - 3 * HOUR), 'set; EXPIRED at 2026-06-01 09:00:00 UTC (3 h ago)'],
    ['that expires now', cookie(NOW), 'set; EXPIRED at 2026-06-01 12:00:00 UTC (0 s ago)'],
    ['without a date', `${CANARY}|${CANARY}`, 'set; expiry date not readable'],
    ['with a date that is none', `${CANARY}|%E0%A4%A|${CANARY}`, 'set; expiry date not readable'],
    ['without fields', CANARY, 'set; expiry date not readable'],
    ['that is empty', ' \n', 'not set'],
    [
      'with a line break',
      `${CANARY}\n${cookie(NOW + HOUR)}`,
      'set, but not a valid cookie: it contains characters that cannot be sent',
    ],
    ['that is none', `${CANARY}é`, 'set, but not a valid cookie: it contains characters that cannot be sent'],
  ] as const;
  for (const [what, value, text] of examples) {
    it(`${what}, in the file and in the variable`, async () =>
      assert.deepEqual(await places(value, value), [text, text]));
  }

  it('distinguish the two places', async () => {
    assert.deepEqual(await places(cookie(NOW - 24 * HOUR), cookie(NOW + HOUR)), [
      'set; EXPIRED at 2026-05-31 12:00:00 UTC (24 h ago)',
      'set; until 2026-06-01 13:00:00 UTC (for 60 min)',
    ]);
    assert.deepEqual(await places(undefined, ''), ['cannot be read: ENOENT', 'not set']);
  });

  it('whose folder is missing', async () => {
    const facts = await factsOf({ ...SESSION, PWB_SESSION_RUNTIME_DIR: path.join(newFolder(), 'none') });
    assert.equal(facts['File rpc_cookie'], 'cannot be read: ENOENT');
  });

  it('whose file cannot be read', async () => {
    const folder = newFolder();
    // Not by its mode, which counts for nothing with root.
    await mkdir(path.join(folder, 'rpc_cookie'));
    const facts = await factsOf({ ...SESSION, PWB_SESSION_RUNTIME_DIR: folder });
    assert.equal(facts['File rpc_cookie'], 'cannot be read: EISDIR');
  });

  it('whose folder cannot be one', async () => {
    const facts = await factsOf({ ...SESSION, PWB_SESSION_RUNTIME_DIR: 'a\u0000b' });
    assert.equal(facts['File rpc_cookie'], 'cannot be read: ERR_INVALID_ARG_VALUE');
  });

  it('whose file system hangs: they wait only until the signal, and contain the rest', async () => {
    const folder = newFolder();
    const read = await hangingFile(path.join(folder, 'rpc_cookie'), ended);
    const environment = { ...SESSION, PWB_SESSION_RUNTIME_DIR: folder, RS_SESSION_RPC_COOKIE: cookie(NOW + HOUR) };
    const abort = new AbortController();
    const facts = factsOf(environment, abort.signal);
    await read();
    abort.abort(new DOMException('The operation timed out', 'TimeoutError'));
    const { 'File rpc_cookie': file, RS_SESSION_RPC_COOKIE: variable, POSIT_PRODUCT: product } = await facts;
    assert.deepEqual(
      [file, variable, product],
      ['cannot be read: TimeoutError', 'set; until 2026-06-01 13:00:00 UTC (for 60 min)', 'WORKBENCH'],
    );
  });
});
