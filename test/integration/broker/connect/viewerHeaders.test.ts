import assert from 'node:assert/strict';
import type { Viewer } from '../../../../src/broker/face.js';
import { endedAfterEach } from '../../../ended.js';
import { Content } from './contentCalls.js';

const DAY = 24 * 60 * 60;

describe('The headers by which content knows its viewer', () => {
  const ended = endedAfterEach();

  async function headersOf(viewer: Viewer) {
    const content = await Content.start(ended);
    const headers = content.window.broker.viewerHeaders(viewer) ?? assert.fail('There is no broker');
    const revealed = (name: string) => headers[name]?.reveal() ?? assert.fail(`There is no ${name}`);
    const [, claims = ''] = revealed('posit-connect-user-session-token').split('.');
    return {
      content,
      claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as Readonly<Record<string, unknown>>,
      credentials: revealed('rstudio-connect-credentials'),
      ofShiny: revealed('shiny-server-credentials'),
    };
  }

  it('name the user and the groups, for R and for Shiny', async () => {
    const { credentials, ofShiny } = await headersOf({ username: 'Grace', groups: ['staff', 'sales'] });
    assert.deepEqual(JSON.parse(credentials), { user: 'Grace', groups: ['staff', 'sales'] });
    assert.equal(ofShiny, credentials);
  });

  it('are one line of ASCII, whatever characters the names contain', async () => {
    const viewer = { username: 'Zoë\u007f\r\nx-forged: 1 😀', groups: ['営業'] };
    const { credentials } = await headersOf(viewer);
    assert.match(credentials, /^[ -~]+$/);
    assert.deepEqual(JSON.parse(credentials), { user: viewer.username, groups: viewer.groups });
  });

  it('have a token that is valid for a day, and says who the viewer is', async () => {
    const { content, claims } = await headersOf({ username: 'Ada', groups: ['staff'] });
    const { iat, exp, sub, ...rest } = claims;
    const user = await content.call('/__api__/v1/user');
    assert.deepEqual(rest, {
      ...{ iss: 'available-credentials', aud: 'user-session' },
      ...{ preferred_username: 'Ada', name: 'Ada', groups: ['staff'] },
    });
    assert.ok(typeof sub === 'string' && sub === user.body['guid']);
    assert.ok(Number.isInteger(iat) && Number(iat) * 1000 <= content.clock.now());
    assert.equal(Number(exp) - Number(iat), DAY);
  });
});
