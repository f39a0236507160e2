import assert from 'node:assert/strict';
import { Entrance, withoutViewerCookies } from '../../../../src/broker/viewer/entrance.js';

const MINUTE = 60_000;

describe('The entrance to an app that is opened as a viewer', () => {
  function entranceAt(port: number) {
    let now = Date.UTC(2030, 0, 1);
    const entrance = new Entrance(port, () => now);
    const base = new URL(`http://127.0.0.1:${port}/`);
    const link = () => new URL(entrance.createLink(base)).pathname;
    return { entrance, link, wait: (milliseconds: number) => (now += milliseconds) };
  }

  /** What a browser sends back of the cookie that a link has set. */
  const cookieOf = (setCookie = '') => setCookie.split(';')[0] ?? '';

  it('opens by a link for less than five minutes', () => {
    const { entrance, link, wait } = entranceAt(4321);
    const [inTime, late] = [link(), link()];
    wait(5 * MINUTE - 1);
    assert.notEqual(entrance.use(inTime), undefined);
    wait(1);
    assert.equal(entrance.use(late), undefined);
  });

  it('opens once by each of several links, in any order, and whatever query the editor has added', () => {
    const { entrance, link } = entranceAt(4321);
    const links = [link(), link(), link()];
    assert.equal(new Set(links).size, 3);
    for (const each of links.reverse()) {
      assert.notEqual(entrance.use(`${each}?vscode-tab=1\n2`), undefined);
      assert.equal(entrance.use(each), undefined);
    }
  });

  it('opens by the latest 16 links only', () => {
    const { entrance, link } = entranceAt(4321);
    const [first = '', second = '', ...others] = Array.from({ length: 17 }, link);
    assert.equal(entrance.use(first), undefined);
    for (const each of [second, ...others]) {
      assert.notEqual(entrance.use(each), undefined);
    }
  });

  it('admits the cookie, also among others, and after one of the same name that another port has set', () => {
    const { entrance, link } = entranceAt(4321);
    const cookie = cookieOf(entrance.use(link()));
    const [name = '', value = ''] = cookie.split('=');
    for (const header of [cookie, `theme=dark; ${cookie}`, `${name}=x;${cookie} ;; a=b=c`, `${name} = ${value}`]) {
      assert.ok(entrance.admits(header), header);
    }
    for (const header of [
      ...[undefined, '', name, value, `${name}=`, `${name}=${value}x`, `${name}=${value}=`, `${name}1=${value}`],
      ...[`x${cookie}`, cookie.toUpperCase(), `${name}=${value},theme=dark`],
    ]) {
      assert.ok(!entrance.admits(header), header);
    }
  });

  it('admits no cookie of another entrance, also at the same port', () => {
    const [one, other] = [entranceAt(4321), entranceAt(4321)];
    const cookie = cookieOf(other.entrance.use(other.link()));
    assert.ok(other.entrance.admits(cookie));
    assert.ok(!one.entrance.admits(cookie));
  });

  it('hides the cookies of all proxies from the app, and leaves the others as they are', () => {
    const { entrance, link } = entranceAt(4321);
    const other = entranceAt(4322);
    const cookies = [entrance.use(link()), other.entrance.use(other.link())].map(cookieOf);
    const header = ['theme=dark', ...cookies, ' a = b=c', 'flag', ''].join(';');
    assert.equal(withoutViewerCookies(header), 'theme=dark; a = b=c; flag');
    assert.equal(withoutViewerCookies(cookies.join('; ')), '');
  });
});
