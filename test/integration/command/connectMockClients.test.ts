import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pythonForAll } from '../../clients/pythonClients.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { commandForAll } from './builtCommand.js';

const SCRIPT = path.join(import.meta.dirname, '../../clients/positSdkContent.py');

describe('An unmodified posit-sdk under credentials connect mock', function () {
  this.timeout(60_000);
  const command = commandForAll();
  const ended = endedAfterEach();
  const python = pythonForAll();

  const hashed = (token: string) => createHash('sha256').update(token).digest('hex');

  /** What its calls come to. */
  async function calls(args: readonly string[] = []): Promise<Readonly<Record<string, unknown>>> {
    const { code, stdout, stderr } = await command().run(['connect', 'mock', ...args, '--', python(), SCRIPT], {
      env: { PYTHONDONTWRITEBYTECODE: '1' },
      input: JSON.stringify({ user_token: 'user-token', audience: 'sales', service: 'nightly' }),
    });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  }

  it('gets a token of each kind, and calls as its visitor', async () => {
    const { me, associated, viewer, unnamed, content, workload, aws, visitor } = await calls();
    assert.deepEqual([me, visitor, (associated as unknown[]).length], ['author', 'viewer', 3]);
    const viewerToken = [hashed('viewer-access-token'), 'Bearer', 'access_token'];
    assert.deepEqual([viewer, unnamed], [viewerToken, viewerToken]);
    assert.deepEqual(content, [hashed('content-access-token'), 'Bearer', 'access_token']);
    assert.deepEqual((workload as unknown[]).slice(1), ['Bearer', 'id_token']);
    assert.deepEqual((aws as unknown[]).slice(1), ['aws_credentials', 'credentials']);
  });

  it('gets the answers of a file, and raises its own errors', async () => {
    const folder = temporaryFolder('mock-test');
    ended(() => folder.remove());
    const file = path.join(folder.path, 'answers.json');
    const rules = [
      { kind: 'viewer', audience: 'sales', answer: { token: 'of-sales' } },
      { kind: 'viewer', answer: { error: 257 } },
      { kind: 'api-key', answer: { error: 218 } },
    ];
    writeFileSync(file, JSON.stringify({ rules }));
    const { viewer, unnamed, content, visitor } = await calls(['--answers', file, '--error', '219']);
    assert.equal((viewer as unknown[])[0], hashed('of-sales'));
    assert.deepEqual(
      [unnamed, content, visitor].map((error) => (error as unknown[]).slice(0, 2)),
      [
        [400, 257],
        [400, 219],
        [400, 218],
      ],
    );
  });
});
