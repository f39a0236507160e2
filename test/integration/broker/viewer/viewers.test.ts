import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Viewer } from '../../../../src/broker/face.js';
import { Viewers } from '../../../../src/broker/viewer/viewers.js';
import { endedAfterEach } from '../../../ended.js';
import { loopbackFetch } from '../../../sandbox/loopbackFetch.js';
import { RecordingLog } from '../../../unit/recordingLog.js';
import { VIEWER } from './viewedApp.js';

describe('The apps that a window opens as viewers', () => {
  const ended = endedAfterEach();

  function setUp(externalUrl = (url: string): Promise<string> => Promise.resolve(url)) {
    const opened: string[] = [];
    const log = new RecordingLog();
    const browser = { open: (url: string) => Promise.resolve(void opened.push(url)) };
    const headers = ({ username }: Viewer) => ({ ...VIEWER, 'shiny-server-credentials': username });
    const viewers = new Viewers({ headers, externalUrl, author: 'Ada', browser, log });
    ended(() => viewers.dispose());
    return { viewers, opened, log };
  }

  const portOf = (url = '') => new URL(url).port;
  const page = async (url = '') => (await loopbackFetch(url)).text();

  it('say whose access tokens another viewer than the author gets', async () => {
    const { viewers, opened, log } = setUp();
    await viewers.open(1, { username: 'Ada', groups: ['staff'] });
    await viewers.open(1, { username: '<b>Grace\n</b>', groups: [] });
    const [own = '', other = ''] = await Promise.all(opened.map(page));
    assert.match(own, /content="0;url=/);
    assert.doesNotMatch(own, /access tokens/);
    assert.match(other, /content="5;url=/);
    assert.match(
      other,
      /The app sees &#60;b&#62;Grace &#60;\/b&#62;\. The access tokens that it gets are still those of Ada\./,
    );
    for (const each of [own, other]) {
      assert.match(each, /(?:<p>|Ada\. )If nothing happens, follow this link: <a href="\.\.\/">Open the app<\/a>/);
    }
    assert.deepEqual(viewers.others, ['<b>Grace\n</b>']);
    assert.deepEqual(log.lines, [
      'info: viewer: opens the app at port 1 as Ada',
      'info: viewer: opens the app at port 1 as <b>Grace </b>',
    ]);
  });

  it('are each opened at one address, however often, and another one for each viewer', async () => {
    const { viewers, opened } = setUp();
    for (const [port, username, groups] of [
      [1, 'Ada', ['staff']],
      [1, 'Ada', ['staff']],
      [1, 'Ada', []],
      [1, 'Grace', ['staff']],
      [2, 'Ada', ['staff']],
    ] as const) {
      await viewers.open(port, { username, groups });
    }
    const [first, second, ...others] = opened.map(portOf);
    assert.equal(first, second);
    assert.equal(new Set([first, ...others]).size, 4);
    assert.equal(new Set(opened).size, 5);
  });

  it('are told who their viewer is, wherever on this machine they listen', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const app = createServer((request, response) => response.end(request.headers['shiny-server-credentials']));
      app.listen({ host, port: 0 });
      await once(app, 'listening');
      ended(() => app.close());
      const { viewers, opened } = setUp();
      await viewers.open((app.address() as AddressInfo).port, { username: 'Grace', groups: [] });
      const [cookie = ''] = (await loopbackFetch(opened[0] ?? '')).headers.getSetCookie();
      const headers = { cookie: cookie.split(';')[0] ?? '' };
      assert.equal(await (await loopbackFetch(new URL('/', opened[0]), { headers })).text(), 'Grace');
    }
  });

  it('can be opened again if the editor had no address for one', async () => {
    let failure: Error | undefined = new Error('No address');
    const { viewers, opened } = setUp((url) => (failure ? Promise.reject(failure) : Promise.resolve(url)));
    const open = () => viewers.open(1, { username: 'Ada', groups: [] });
    await assert.rejects(open(), /No address/);
    assert.deepEqual(opened, []);
    failure = undefined;
    await open();
    assert.match(await page(opened[0]), /Open the app/);
  });

  it('can no longer be reached once the window is closed, also those that it is just about to open', async () => {
    const { viewers, opened } = setUp();
    const open = (port: number) => viewers.open(port, { username: 'Ada', groups: [] });
    await open(1);
    const starting = open(2);
    viewers.dispose();
    await Promise.all([starting, open(3)]);
    assert.equal(opened.length, 3);
    for (const each of opened) {
      await assert.rejects(loopbackFetch(each));
    }
  });
});
