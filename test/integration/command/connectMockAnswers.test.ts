import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { until } from '../../until.js';
import { commandForAll } from './builtCommand.js';
import { codeIn, type MockAnswer, MockedContent, tokenIn } from './mockedContent.js';

const API_KEY = 'urn:posit:connect:api-key';
const GUID = '11111111-1111-4111-8111-111111111111';

describe('The answers of credentials connect mock', () => {
  const command = commandForAll();
  const ended = endedAfterEach();

  const start = (answers: object, args: readonly string[] = []) =>
    MockedContent.start(command(), ended, { answers, args });

  /** What an answer came to: its token, the number of its error, or else its status. */
  const outcome = (answer: MockAnswer) => tokenIn(answer) ?? codeIn(answer) ?? answer.status;

  it('come one after the other, and then 503 with an empty body', async () => {
    const mocked = await start({ answers: [{ token: 'first' }, { error: 219, message: 'Expired {now}.' }, {}] });
    assert.equal(tokenIn(await mocked.asViewer()), 'first');
    const refused = await mocked.asContent();
    assert.deepEqual([refused.status, refused.body], [400, { code: 219, error: 'Expired (now).', payload: null }]);
    assert.equal(tokenIn(await mocked.asViewer()), 'viewer-access-token');
    for (const answer of [await mocked.asViewer(), await mocked.asContent()]) {
      assert.deepEqual([answer.status, answer.body], [503, '']);
    }
  });

  it('come in their order for each API key, whatever other tests do meanwhile', async () => {
    const tokens = ['first', 'second', 'third'];
    const mocked = await start({ answers: tokens.map((token) => ({ token })) });
    const test = async (key: string) => {
      const outcomes: unknown[] = [];
      for (let calls = 0; calls < 4; calls += 1) {
        outcomes.push(outcome(await mocked.asViewer({}, key)));
      }
      return outcomes;
    };
    const keys = Array.from({ length: 20 }, (_, index) => `key-of-test-${index}`);
    for (const outcomes of await Promise.all(keys.map(test))) {
      assert.deepEqual(outcomes, [...tokens, 503]);
    }
  });

  it('depend on kind, audience, resource and scope, by the first rule that matches', async () => {
    const mocked = await start(
      {
        rules: [
          { kind: 'api-key', answer: { token: 'for-visitors' } },
          { kind: 'viewer', audience: GUID, answer: { token: 'by-audience' } },
          { resource: 'https://github.com', answer: { token: 'by-resource' } },
          { resource: 'https://git.example.org', scope: 'read', answers: [{ token: 'by-both' }, { error: 220 }] },
          { scope: 'b a', answer: { token: 'by-scope' } },
          { kind: 'id_token', answer: { error: 276 } },
        ],
      },
      ['--token', 'usual'],
    );
    for (const [form, expected] of [
      [{ requested_token_type: API_KEY, audience: GUID }, 'for-visitors'],
      [{ audience: GUID.toUpperCase() }, 'by-audience'],
      [{ audience: '22222222-2222-4222-8222-222222222222' }, 'usual'],
      [{ resource: 'https://github.com/posit-dev' }, 'by-resource'],
      [{ resource: 'https://github.com.example.org' }, 'usual'],
      [{ resource: 'https://git.example.org' }, 'usual'],
      [{ resource: 'https://git.example.org', scope: 'read write' }, 'by-both'],
      [{ resource: 'https://git.example.org', scope: 'read' }, 220],
      [{ resource: 'https://git.example.org', scope: 'read' }, 503],
      [{ scope: 'a b c' }, 'by-scope'],
      [{ scope: 'a' }, 'usual'],
      [{}, 'usual'],
    ] as const) {
      assert.equal(outcome(await mocked.asViewer(form)), expected, JSON.stringify(form));
    }
    assert.equal(outcome(await mocked.asContent({ audience: GUID })), 'usual');
    const workload = await mocked.asContent({ requested_token_type: 'urn:ietf:params:oauth:token-type:id_token' });
    assert.equal(codeIn(workload), 276);
    const visitor = await mocked.call('__api__/v1/user', {}, 'for-visitors');
    assert.equal((visitor.body as { username: string }).username, 'viewer');
  });

  it('follow --error where the file says nothing', async () => {
    const mocked = await start({ rules: [{ kind: 'viewer', answer: {} }] }, ['--error', '256']);
    assert.deepEqual(
      [outcome(await mocked.asViewer()), outcome(await mocked.asContent())],
      ['viewer-access-token', 256],
    );
  });

  it('can be raw, with any status, headers and body', async () => {
    const mocked = await start({
      answers: [
        { status: 502, headers: { 'Content-Type': 'text/html', 'Retry-After': '3' }, body: '<p>Bad gateway' },
        { body: { access_token: null } },
        { status: 204 },
        { error: 219, status: 500 },
      ],
    });
    const page = await mocked.asViewer();
    assert.deepEqual([page.status, page.body], [502, '<p>Bad gateway']);
    assert.deepEqual([page.headers.get('content-type'), page.headers.get('retry-after')], ['text/html', '3']);
    assert.deepEqual((await mocked.asViewer()).body, { access_token: null });
    const { status, body } = await mocked.asViewer();
    assert.deepEqual([status, body], [204, '']);
    const failed = await mocked.asViewer();
    assert.deepEqual([failed.status, codeIn(failed)], [500, 219]);
  });

  it('can be delayed, which delays neither other answers nor the end', async () => {
    const mocked = await start({
      answers: [
        { token: 'late', delay: 600_000 },
        { token: 'soon', delay: 1 },
      ],
    });
    const settled: unknown[] = [];
    const late = mocked.asViewer().then(
      (answer) => settled.push(outcome(answer)),
      () => settled.push('closed'),
    );
    await until('the request has arrived', () => mocked.lines.length === 1);
    assert.equal(tokenIn(await mocked.asViewer()), 'soon');
    assert.deepEqual(settled, []);
    assert.equal((await mocked.end()).code, 130);
    await late;
    assert.deepEqual(settled, ['closed']);
  });

  it('say how long a token is valid only if the file does; httr2 gets so little that it asks again', async () => {
    const mocked = await start({ answers: [{ expires_in: 3600 }, { expires_in: 3600 }, { expires_in: 5 }, {}] });
    const httr2 = { headers: { 'user-agent': 'httr2/1.2.1 r-curl/6.4.0 libcurl/8.14.1' } };
    const lifetime = ({ body }: MockAnswer) => (body as Readonly<Record<string, unknown>>)['expires_in'];
    assert.equal(lifetime(await mocked.asViewer()), 3600);
    assert.equal(lifetime(await mocked.asViewer({}, 'key', httr2)), 29);
    assert.equal(lifetime(await mocked.asViewer({}, 'key', httr2)), 5);
    assert.deepEqual(Object.keys((await mocked.asViewer({}, 'key', httr2)).body as object), [
      ...['access_token', 'issued_token_type', 'token_type'],
    ]);
  });

  it('are not used up by a request that Connect would refuse anyway', async () => {
    const mocked = await start({ answers: [{ token: 'first' }] });
    const jwt = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.signature`;
    for (const [answer, code] of [
      [await mocked.exchange({}), 213],
      [await mocked.asViewer({ subject_token_type: 'other' }), 214],
      [await mocked.asViewer({ subject_token: 'session-token' }), 215],
      [await mocked.asContent({ subject_token: 'user-token' }), 215],
      [await mocked.asContent({ subject_token: jwt }), 215],
      [await mocked.asViewer({ requested_token_type: 'other' }), 242],
      [await mocked.asContent({ requested_token_type: API_KEY }), 252],
    ] as const) {
      assert.deepEqual([answer.status, codeIn(answer)], [400, code]);
    }
    // Content reads the name of its viewer in a token of this shape.
    assert.equal(tokenIn(await mocked.asViewer({ subject_token: jwt })), 'first');
  });

  it('can have other associations', async () => {
    const mocked = await start({
      associations: [
        { guid: GUID, name: 'Sales', template: 'github', auth_type: 'Service Account' },
        { guid: 'other' },
      ],
    });
    const guid = mocked.variables['CONNECT_CONTENT_GUID'] ?? '';
    const { body } = await mocked.call(`__api__/v1/content/${guid}/oauth/integrations/associations`);
    assert.deepEqual(
      (body as readonly Readonly<Record<string, unknown>>[]).map((each) => [
        ...[each['oauth_integration_guid'], each['oauth_integration_name']],
        ...[each['oauth_integration_template'], each['oauth_integration_auth_type']],
      ]),
      [
        [GUID, 'Sales', 'github', 'Service Account'],
        ['other', 'other', 'custom', 'Viewer'],
      ],
    );
  });

  it('come from a correct file only: an error names file, position, problem and next step', async () => {
    const folder = temporaryFolder('mock-test');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'answers.json');
    for (const [content, problem] of [
      [
        '{"answers": [{}, {}, {"delay": "hunter2"}]}',
        'at answers[2].delay: it must be a whole number from 0 to 600000',
      ],
      ['{"answers": hunter2}', 'is not JSON. It must be an object with rules, answers or associations'],
      ['["hunter2"]', 'is not a JSON object. It must be an object with rules, answers or associations'],
    ] as const) {
      writeFileSync(file, content);
      const run = ['connect', 'mock', '--answers', file, '--', 'echo', 'started'];
      const { code, stdout, stderr } = await command().run(run);
      assert.deepEqual([code, stdout], [2, '']);
      assert.ok(stderr.includes(file) && stderr.includes(problem), stderr);
      assert.ok(!stderr.includes('hunter2'), stderr);
    }
  });
});

describe('The log of credentials connect mock', () => {
  const command = commandForAll();
  const ended = endedAfterEach();
  const start = (answers?: object) => MockedContent.start(command(), ended, answers && { answers });

  it('has a line for each request, with where its answer is from', async () => {
    const mocked = await start({ rules: [{ audience: GUID, answer: { error: 220 } }], answers: [{ token: 'first' }] });
    await mocked.asViewer({ audience: GUID, scope: 'a b' }, 'key-of-one-test', { headers: { 'user-agent': 'one/1' } });
    await mocked.asContent({ resource: 'https://github.com' });
    await mocked.asContent();
    await mocked.asContent({ subject_token: 'other' });
    await mocked.call('__api__/v1/content?page=1', {}, null);
    await mocked.call('__api__/v1/user');
    const exchange = { method: 'POST', path: '/__api__/v1/oauth/integrations/credentials' };
    const fingerprint = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 8);
    const asContent = { ...exchange, key: fingerprint('key'), kind: 'content', subject: 'content' };
    const lines = mocked.lines.map(({ time, ...line }) => {
      assert.ok(!Number.isNaN(Date.parse(String(time))));
      return line;
    });
    const texts = { 215: /must be session-token/, 220: /not signed in/, 30: /no API key/ };
    for (const [code, text] of Object.entries(texts)) {
      assert.match(String(lines.find((line) => line['code'] === Number(code))?.['error']), text);
    }
    const withError = (line: object, index: number) => ({
      ...line,
      ...(lines[index]?.['error'] ? { error: lines[index]['error'] } : {}),
    });
    assert.deepEqual(
      lines,
      [
        {
          ...exchange,
          ...{ key: fingerprint('key-of-one-test'), user_agent: 'one/1', kind: 'viewer', subject: 'viewer' },
          ...{ audience: GUID, scope: 'a b', answer: 'rules[0].answer', status: 400, code: 220 },
        },
        { ...asContent, resource: 'https://github.com', answer: 'answers[0]', status: 200 },
        { ...asContent, answer: 'answers: none left', status: 503 },
        { ...asContent, status: 400, code: 215 },
        { method: 'GET', path: '/__api__/v1/content', status: 401, code: 30 },
        { method: 'GET', path: '/__api__/v1/user', key: fingerprint('key'), status: 200 },
      ].map(withError),
    );
  });

  it('has no secret, wherever a caller puts it', async () => {
    const [key, subject, token, password] = ['key', 'subject', 'token', 'password'].map(
      (name) => `canary.${name}.${Math.random().toString(36).slice(2)}`,
    );
    const mocked = await start({ answers: [{ token }, { token }, { error: 219 }, { status: 500, body: token }] });
    const headers = { 'user-agent': `client ${key} ${encodeURIComponent(subject ?? '')}` };
    const form = {
      ...{ subject_token: subject ?? '', audience: subject ?? '', scope: `a ${key}` },
      resource: `https://user:${password}@example.org/?key=${password}`,
    };
    for (let calls = 0; calls < 4; calls += 1) {
      await mocked.asViewer(form, key, { headers });
      await mocked.asContent({ ...form, requested_token_type: subject ?? '' }, key);
      await mocked.call(`__api__/${key}?key=${subject}`, {}, key);
    }
    assert.equal(mocked.lines.length, 12);
    assert.ok(mocked.lines.some(({ answer }) => answer === 'answers[3]'));
    const lower = mocked.logged.toLowerCase();
    assert.deepEqual(
      [key, subject, token, password].filter((secret) => lower.includes(secret ?? '')),
      [],
    );
  });

  it('is readable only for the user, and begins with this run', async function () {
    if (process.platform === 'win32') this.skip();
    const mocked = await start();
    assert.equal(statSync(mocked.logFile).mode & 0o777, 0o600);
    await mocked.asViewer();
    await mocked.end();
    const again = ['connect', 'mock', '--log', mocked.logFile, 'true'];
    assert.equal((await command().run(again)).code, 0);
    assert.equal(mocked.logged, '');
  });

  it('that is not complete does not change the answers, and is reported', async function () {
    const full = '/dev/full';
    if (!existsSync(full)) this.skip();
    const call = `fetch(process.env.CONNECT_SERVER + '__ping__', { headers: { authorization: 'Key key' } })
      .then(({ status }) => console.log(status));`;
    const args = ['connect', 'mock', '--log', full, '--', process.execPath, '-e', call];
    const { code, stdout, stderr } = await command().run(args);
    assert.deepEqual([code, stdout], [0, '200\n']);
    assert.match(stderr, /The log is not complete.*Check the space on the disk/);
  });
});
