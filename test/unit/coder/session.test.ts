import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findSession, type UserSession } from '../../../src/coder/session.js';
import { readWorkspace } from '../../../src/coder/workspace.js';
import { Secret } from '../../../src/core/secret.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../recordingLog.js';

const AGENT = { CODER_AGENT_URL: 'https://coder.example.org/', CODER_AGENT_TOKEN: 'agent' };

describe('A session at the deployment of a workspace', () => {
  const folder = temporaryFolder('coder-session');
  after(() => folder.remove());

  /** @param stored the deployment of the session that the user has entered, as it is stored: an origin */
  async function placeOf(environment: object, stored?: string): Promise<UserSession['origin'] | undefined> {
    const variables = { CODER_CONFIG_DIR: folder.path, ...environment };
    const session =
      stored === undefined ? undefined : { url: stored, token: new Secret('x'), origin: 'stored' as const };
    const ports = {
      ...{ environment: variables, log: new RecordingLog() },
      ...{ stored: () => Promise.resolve(session), printedToken: () => Promise.resolve(undefined) },
    };
    return (await findSession(ports, readWorkspace({ ...AGENT, ...environment })?.url))?.origin;
  }

  for (const [url, isSame] of [
    ['https://coder.example.org', true],
    ['https://coder.example.org/', true],
    ['HTTPS://Coder.Example.ORG', true],
    ['https://coder.example.org:443/', true],
    ['https://coder.example.org/path?x=1', true],
    [' https://coder.example.org\n', true],
    ['http://coder.example.org', false],
    ['https://coder.example.org:8443', false],
    ['https://coder.example.org.example.com', false],
  ] as const) {
    it(`is ${isSame ? 'found' : 'not found'} with the address ${JSON.stringify(url)}`, async () => {
      const ofSession = { CODER_URL: url, CODER_SESSION_TOKEN: 'x' };
      assert.equal(await placeOf(ofSession), isSame ? 'environment' : undefined);
      assert.equal(await placeOf({ CODER_AGENT_URL: url }, 'https://coder.example.org'), isSame ? 'stored' : undefined);
      const files = path.join(folder.path, 'files');
      mkdirSync(files, { recursive: true });
      writeFileSync(path.join(files, 'url'), url);
      writeFileSync(path.join(files, 'session'), 'x');
      assert.equal(await placeOf({ CODER_CONFIG_DIR: files }), isSame ? 'files' : undefined);
    });
  }

  it('is looked for further where the stored one is of another deployment', async () => {
    const ofSession = { CODER_URL: 'https://coder.example.org', CODER_SESSION_TOKEN: 'x' };
    assert.equal(await placeOf(ofSession, 'https://other.example.org'), 'environment');
  });
});
