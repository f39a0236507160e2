import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { render } from '../../../src/broker/page.js';

describe('A page of the broker', () => {
  const HOSTILE = `"><script>alert('1')</script>&`;
  const ESCAPED = '&#34;&#62;&#60;script&#62;alert(&#39;1&#39;)&#60;/script&#62;&#38;';

  it('shows every text as text, also in links', () => {
    const target = { address: `../${HOSTILE}`, label: `label ${HOSTILE}` };
    const page = { status: 200, title: `title ${HOSTILE}`, text: `text ${HOSTILE}`, refresh: { seconds: 5, target } };
    const { body } = render(page);
    assert.ok(!body.includes('<script'));
    for (const expected of [
      ...[`<title>title ${ESCAPED}</title>`, `<h1>title ${ESCAPED}</h1>`, `<p>text ${ESCAPED} <a`],
      ...[`content="5;url=../${ESCAPED}">`, `<a href="../${ESCAPED}">label ${ESCAPED}</a>`],
    ]) {
      assert.ok(body.includes(expected), expected);
    }
  });

  it('has no link and does not reload by itself unless it is told to', () => {
    const page = { status: 200, title: 'Title', text: 'Text' };
    assert.doesNotMatch(render(page).body, /<a |http-equiv/);
    const again = render({ ...page, refresh: { seconds: 2 } }).body;
    assert.match(again, /<meta http-equiv="refresh" content="2">/);
    assert.doesNotMatch(again, /<a /);
  });

  it('has headers that allow its own style and nothing else, and the length of its text in octets', () => {
    const { headers, body } = render({ status: 200, title: 'Tïtle', text: 'Text', headers: { location: '/next' } });
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(body) ?? [];
    const policy = String(headers['content-security-policy']).split('; ');
    const hash = createHash('sha256').update(style).digest('base64');
    assert.deepEqual(policy.slice(0, 2), ["default-src 'none'", `style-src 'sha256-${hash}'`]);
    assert.ok(
      ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"].every((each) => policy.includes(each)),
    );
    assert.equal(headers['content-length'], String(Buffer.byteLength(body)));
    assert.deepEqual(
      ['location', 'cache-control', 'referrer-policy', 'cross-origin-resource-policy'].map((name) => headers[name]),
      ['/next', 'no-store', 'no-referrer', 'same-origin'],
    );
  });
});
