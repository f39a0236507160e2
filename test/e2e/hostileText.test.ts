import assert from 'node:assert/strict';
import { until } from '../until.js';
import { HostileJourney } from './hostileJourney.js';
import { guid } from './hostileServer.js';
import { testsElsewhere } from './hostileTextElsewhere.js';
import { HOSTILE_TEXTS, type HostileText, saidBy, SOME_HOSTILE_TEXTS } from './hostileTexts.js';
import { assertInert } from './inertPage.js';

/** What a tooltip shows of a text: up to 2,000 characters. */
function inTooltip({ text, shown }: HostileText): string {
  return text.length > 2_000 ? `${text.slice(0, 1_999)}…` : shown;
}

describe('A server’s hostile text', () => {
  const hostile = HostileJourney.forTests();

  it('is one line in rows', async () => {
    const { window } = hostile();
    await hostile().refresh(false);
    const rows = await window.rows();
    await window.screenshot('hostile-rows');
    assert.deepEqual(
      rows.slice(0, HOSTILE_TEXTS.length).map(({ label, description }) => [label, description]),
      HOSTILE_TEXTS.map(({ shown }) => [shown, 'Not signed in']),
    );
    for (const { shown } of HOSTILE_TEXTS) {
      const row = window.row(shown);
      const heard = (await row.getAttribute('aria-label')) ?? '';
      assert.ok(heard.startsWith(`${shown}, Not signed in, Integration ID: `), heard);
      assert.equal(await row.locator('.label-name .codicon, .label-description .codicon').count(), 0);
    }
    await assertInert(window.page);
  });

  it('is one line beside rows', async () => {
    const { window } = hostile();
    await hostile().refresh(true);
    const rows = (await window.rows()).filter(({ label }) => label.startsWith('ID '));
    assert.deepEqual(
      rows.map(({ description }) => description),
      HOSTILE_TEXTS.map(({ shown }) => shown),
    );
    await assertInert(window.page);
  });

  it('is text in tooltips', async () => {
    const { window } = hostile();
    await hostile().refresh(true);
    for (const [at, each] of HOSTILE_TEXTS.entries()) {
      const { name, shown } = each;
      const tooltip = await window.tooltip(window.row(shown), guid(at));
      assert.deepEqual(tooltip.split('\n'), [shown, 'Signed in', `Integration ID: ${guid(at)}`, `Type: ${shown}`]);
      await assertInert(window.page);
      if (name === 'commands') {
        await window.screenshot('hostile-tooltip');
      }
      const error = await window.tooltip(window.row(`Error ${name}`), 'Configuration error');
      assert.equal(error.split('\n')[2], inTooltip(each));
      await assertInert(window.page);
    }
  });

  it('is one line in details, and whole when it is copied, to the byte', async () => {
    const { window } = hostile();
    for (const each of SOME_HOSTILE_TEXTS) {
      const { text, shown } = each;
      await window.expand(shown);
      const details = (await window.rows()).filter(({ level }) => level === 2);
      const descriptions = new Map(details.map(({ label, description }) => [label, description]));
      assert.deepEqual([descriptions.get('Issuer'), descriptions.get('Client ID')], [shown, shown]);
      const issuer = window.row('Issuer');
      assert.equal(await issuer.getAttribute('aria-label'), `Issuer, ${inTooltip(each)}, Actions: Copy Value`);
      assert.equal(await window.tooltip(issuer, shown.slice(0, 20)), inTooltip(each));
      await assertInert(window.page);
      for (const [label, value] of [
        ['Issuer', text],
        ['Scopes', `${text} read`],
      ] as const) {
        await window.pressInline(window.row(label), 'Copy Value');
        await window.waitForClipboard(value);
      }
      await window.pressToolbar('Collapse All');
      await issuer.waitFor({ state: 'hidden' });
    }
  });

  it('is whole when it is copied as an Integration ID', async () => {
    const { window } = hostile();
    for (const { name, text } of SOME_HOSTILE_TEXTS) {
      await window.expand(`ID ${name}`);
      const id = window.row('Integration ID');
      await window.pressInline(id, 'Copy Value');
      await window.waitForClipboard(text);
      await window.pressToolbar('Collapse All');
      await id.waitFor({ state: 'hidden' });
    }
  });

  it('is text above a list that is not up to date, and nothing beside the title', async () => {
    const { window, server } = hostile();
    for (const each of SOME_HOSTILE_TEXTS) {
      server.listRefusal = each.text;
      await window.pressToolbar('Refresh');
      await until('it is told', async () => (await window.message()).includes(saidBy(each)));
      await assertInert(window.page);
    }
    await window.screenshot('hostile-message');
    assert.equal(await window.description(), '');
  });

  it('that is the same Integration ID twice leaves both rows, and marks both', async () => {
    const { window } = hostile();
    await hostile().refresh(true);
    const rows = await window.rows();
    for (const name of ['Twin', 'Other twin']) {
      assert.equal(rows.find(({ label }) => label === name)?.description, `Duplicate ID · ${guid(50)}`);
    }
    const twin = window.row('Twin');
    assert.match((await twin.getAttribute('aria-label')) ?? '', /^Twin, Duplicate ID, Signed in, /);
    assert.match(await window.tooltip(twin, 'Twin'), /Another integration has the same Integration ID/);
    await window.screenshot('duplicate');
  });

  describe('beyond the view', () => testsElsewhere(hostile));
});
