import assert from 'node:assert/strict';
import { contentChoices, usesOf } from '../../../src/core/contentChoices.js';
import { type ContentUse, ContentUses } from '../../../src/core/contentUses.js';
import type { Integration } from '../../../src/core/integration.js';
import { FakeMemory } from '../fakeMemory.js';
import { listed } from './fakeSource.js';

function integration(differences: Partial<Integration> & Pick<Integration, 'id'>): Integration {
  return { ...listed(), guid: differences.id, source: 'local', isDuplicate: false, ...differences };
}

const SALES = integration({ id: 'sales', label: 'Sales' });
const WIKI = integration({ id: 'wiki', label: 'Wiki', clientId: 'other' });
const JOBS = integration({ id: 'jobs', label: 'Jobs', authType: 'Service Account' });
const ON_SERVER = integration({ id: 'on-server', label: 'On server', source: 'connect', snippets: 'content-viewer' });
const VISITOR = integration({
  ...{
    id: 'visitor',
    source: 'connect',
    snippets: 'content-visitor-key',
    authType: 'Visitor API Key',
    type: 'connect',
  },
});

function choicesFor(chosen: Integration, uses: readonly ContentUse[] = []) {
  return contentChoices(chosen, {
    integrations: [WIKI, SALES, JOBS, ON_SERVER, VISITOR],
    providesTokens: ({ source }) => source === 'local',
    uses,
    now: 1,
  });
}

const brief = (choices: ReturnType<typeof choicesFor>) =>
  choices.map(({ use, isSuggested }) => [use.guid, use.answeredBy, isSuggested]);

describe('The ways to use an integration for content', () => {
  it('are by its own ID, or in place of one of the same kind on a server, first the same client', () => {
    assert.deepEqual(brief(choicesFor(SALES)), [
      ['on-server', 'sales', true],
      ['sales', 'sales', false],
    ]);
    assert.deepEqual(brief(choicesFor(WIKI)), [
      ['wiki', 'wiki', false],
      ['on-server', 'wiki', false],
    ]);
    assert.deepEqual(brief(choicesFor(JOBS)), [['jobs', 'jobs', false]]);
  });

  it('are, for one on a server, those that can answer in its place', () => {
    assert.deepEqual(brief(choicesFor(ON_SERVER)), [
      ['on-server', 'sales', true],
      ['on-server', 'wiki', false],
    ]);
  });

  it('need nothing that answers for API keys of visitors', () => {
    assert.deepEqual(brief(choicesFor(VISITOR)), [['visitor', undefined, false]]);
  });

  it('are none for AWS, whose credentials no other integration can provide', () => {
    const lake = integration({ id: 'lake', authType: 'Service Account', snippets: 'content-aws-service-account' });
    const context = { integrations: [JOBS, lake], uses: [], now: 1 };
    const providesTokens = ({ id }: Integration) => id === 'jobs';
    assert.deepEqual(contentChoices(lake, { ...context, providesTokens }), []);
    assert.deepEqual(brief(contentChoices(JOBS, { ...context, providesTokens })), [['jobs', 'jobs', false]]);
  });

  it('suggest no pair that differs in client, scopes or server', () => {
    for (const difference of [
      ...[{ clientId: undefined }, { clientId: 'x' }, { scopes: ['read', 'write'] }, { scopes: undefined }],
      { issuer: undefined, authUrl: 'https://other.example/a', tokenUrl: 'https://other.example/t' },
    ]) {
      const other = integration({ ...ON_SERVER, ...difference });
      const context = { integrations: [other], providesTokens: () => true, uses: [], now: 1 };
      assert.ok(contentChoices(SALES, context).every(({ isSuggested }) => !isSuggested));
    }
    const withoutUrls = integration({ ...ON_SERVER, issuer: undefined, authUrl: undefined, tokenUrl: undefined });
    const context = { integrations: [withoutUrls], providesTokens: () => true, uses: [], now: 1 };
    assert.deepEqual(brief(contentChoices(SALES, context))[0], ['on-server', 'sales', true]);
  });

  it('tell which one is chosen', () => {
    const [, own] = choicesFor(SALES);
    assert.ok(own);
    assert.deepEqual(
      choicesFor(SALES, [own.use]).map(({ isChosen }) => isChosen),
      [false, true],
    );
    assert.deepEqual(usesOf(SALES, [own.use]), [own.use]);
    assert.deepEqual(usesOf(WIKI, [own.use]), []);
  });
});

describe('What content uses', () => {
  it('is kept with the workspace, one for each ID, and anything else that stands there is left out', async () => {
    const memory = new FakeMemory();
    const uses = new ContentUses(memory);
    let changes = 0;
    uses.onDidChange(() => (changes += 1));
    assert.deepEqual(uses.all, []);
    const use = { guid: 'A', answeredBy: 'b', name: 'N', template: 'custom', authType: 'Viewer', since: 0 } as const;
    await uses.add(use);
    await uses.add({ ...use, guid: 'a', answeredBy: undefined });
    assert.deepEqual(
      new ContentUses(memory).all.map(({ guid, answeredBy }) => [guid, answeredBy]),
      [['a', undefined]],
    );
    for (const wrong of [
      7,
      [7, null, {}],
      [{ ...use, authType: 'Else' }],
      [{ ...use, since: 'now' }],
      [{ ...use, answeredBy: 7 }],
    ]) {
      await memory.update('contentUses', wrong);
      assert.deepEqual(uses.all, []);
    }
    await uses.remove('A');
    assert.equal(changes, 3);
  });
});
