import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { pythonForAll } from '../../../clients/pythonClients.js';
import { endedAfterEach } from '../../../ended.js';
import { Content, NIGHTLY, ON_CONNECT, SALES, use, VISITOR, withIdToken } from './contentCalls.js';

const SCRIPT = path.join(import.meta.dirname, '../../../clients/positSdkContent.py');

describe('An unmodified posit-sdk in content under development', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();
  const python = pythonForAll();

  /** What its calls come to, in an environment without anything else. */
  async function calls(content: Content, request: object): Promise<Readonly<Record<string, unknown>>> {
    const env = { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ...content.variables };
    const running = promisify(execFile)(python(), [SCRIPT], { env });
    running.child.stdin?.end(JSON.stringify(request));
    const { stdout } = await running;
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  }

  const hashed = (token: string) => createHash('sha256').update(token).digest('hex');

  it('gets the tokens of the integrations that the user has chosen', async () => {
    const content = await Content.start(ended);
    const { contentUses } = content.window;
    await contentUses.add(use({ guid: ON_CONNECT, answeredBy: SALES }));
    await contentUses.add(use({ guid: NIGHTLY, name: 'Nightly jobs', authType: 'Service Account' }));
    const given = { value: `canary-${Math.random()}` };
    content.source.give = ({ guid }) => Promise.resolve(withIdToken(`${given.value}-${guid}`, Date.now() + 600_000));
    const request = { user_token: content.userToken('Grace'), audience: ON_CONNECT, service: NIGHTLY };
    const { workload, aws, unnamed, visitor, ...rest } = await calls(content, request);
    assert.deepEqual(rest, {
      me: 'Ada',
      associated: [ON_CONNECT, NIGHTLY],
      viewer: [hashed(`${given.value}-${SALES}`), 'Bearer', 'access_token'],
      content: [hashed(`${given.value}-${NIGHTLY}`), 'Bearer', 'access_token'],
      databricks: [hashed(`${given.value}-${SALES}`), 'Bearer'],
      databricks_service: [hashed(`${given.value}-${NIGHTLY}`), 'Bearer'],
      snowflake: [hashed(`${given.value}-${SALES}`), 'oauth'],
    });
    assert.deepEqual((workload as unknown[]).slice(1), ['Bearer', 'id_token']);
    assert.deepEqual((aws as unknown[]).slice(0, 2), [400, 242]);
    assert.deepEqual((unnamed as unknown[]).slice(0, 2), [400, 257]);
    assert.deepEqual((visitor as unknown[]).slice(0, 2), [400, 257]);
  });

  it('calls as its visitor, by the one association that gives API keys', async () => {
    const content = await Content.start(ended);
    const { contentUses } = content.window;
    await contentUses.add(use({ guid: SALES }));
    const visitorKey = {
      guid: VISITOR,
      answeredBy: undefined,
      template: 'connect',
      authType: 'Visitor API Key',
    } as const;
    await contentUses.add(use(visitorKey));
    const { visitor } = await calls(content, { user_token: content.userToken('Grace') });
    assert.equal(visitor, 'Grace');
    await contentUses.remove(SALES);
    assert.equal((await calls(content, { user_token: content.userToken('Linus') }))['visitor'], 'Linus');
  });

  it('raises its own error, with the sentence that says what to do', async () => {
    const content = await Content.start(ended);
    const { viewer, content: own } = await calls(content, { user_token: content.userToken() });
    for (const outcome of [viewer, own] as unknown[][]) {
      assert.deepEqual(outcome.slice(0, 2), [400, 212]);
      assert.match(String(outcome[2]), /Use for Content…/);
    }
  });
});
