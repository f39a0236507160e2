import assert from 'node:assert/strict';
import type { ContentUse } from '../../src/core/contentUses.js';
import type { Integration } from '../../src/core/integration.js';
import { contentDetails } from '../../src/ui/contentDetails.js';
import { IntegrationRow, treeItem } from '../../src/ui/rows.js';
import { complete } from './integrations.js';

const local: Integration = { ...complete, id: 'local', guid: 'guid-of-local', label: 'Sales' };
const onConnect: Integration = { ...complete, id: 'connect', guid: 'guid-on-connect', label: 'Sales API' };

const use = (differences: Partial<ContentUse>): ContentUse => ({
  ...{ guid: 'guid-of-local', answeredBy: 'guid-of-local', name: 'Sales', template: 'custom', authType: 'Viewer' },
  ...{ since: 0, ...differences },
});
const instead = use({ guid: 'guid-on-connect', name: 'Sales API' });

describe('what rows say about content', () => {
  const detailsOf = (integration: Integration, uses: readonly ContentUse[], viewers: readonly string[] = []) =>
    contentDetails(integration, { catalog: { integrations: [local, onConnect] }, uses, viewers, author: 'Ada' });
  const textsOf = (...args: Parameters<typeof detailsOf>) =>
    detailsOf(...args).map(({ label, value = '' }) => `${label}: ${value}`);

  it('is nothing for an integration that content does not use', () => {
    assert.deepEqual(textsOf(local, []), []);
    assert.deepEqual(textsOf({ ...complete, guid: undefined }, [instead], ['Grace']), []);
  });

  it('is for which integration of Connect one answers, and which one answers for that', () => {
    assert.deepEqual(textsOf(local, [use({})]), ['For Content: By its own ID']);
    assert.deepEqual(textsOf(local, [instead]), ['For Content: as Sales API (guid-on-connect)']);
    assert.deepEqual(textsOf(onConnect, [instead]), ['For Content: Answered by Sales']);
    // Once, since rows are told apart by their labels.
    assert.deepEqual(textsOf(local, [use({}), instead]), [
      'For Content: By its own ID; as Sales API (guid-on-connect)',
    ]);
    const visitors = use({ guid: 'guid-on-connect', answeredBy: undefined, authType: 'Visitor API Key' });
    assert.deepEqual(textsOf(onConnect, [visitors]), ['For Content: By its own ID']);
  });

  it('is that the access token is still the author’s when an app is viewed as somebody else', () => {
    assert.deepEqual(textsOf(local, [use({})], ['Grace', 'Lin']), [
      'For Content: By its own ID',
      'Viewed As: Grace, Lin',
      'Token Of: Ada',
    ]);
    assert.deepEqual(textsOf(local, [use({ authType: 'Service Account' })], ['Grace']), ['For Content: By its own ID']);
  });

  it('is in the tooltip, in lines', () => {
    const more = detailsOf(local, [use({ ...instead, name: 'Sales\nAPI' })], ['Gra\u202ece\n']);
    const { tooltip } = treeItem(new IntegrationRow(local), more);
    assert.ok(typeof tooltip === 'string');
    const lines = tooltip.split('\n').slice(-3);
    assert.match(lines[0] ?? '', /^For Content: as Sales API \(guid-on-connect\)$/);
    assert.match(lines[1] ?? '', /^Viewed As: Gra[^\u202e]+$/);
    assert.equal(lines[2], 'Token Of: Ada');
  });
});
