import assert from 'node:assert/strict';
import { contentChoices, usesOf } from '../../../src/core/contentChoices.js';
import { type ContentUse, ContentUses } from '../../../src/core/contentUses.js';
import { hasContentUses } from '../../../src/core/hasContentUses.js';
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

  it('name the integration that content asks for, and the one that provides its tokens', () => {
    const github = integration({ ...ON_SERVER, type: 'github', label: 'GitHub' });
    const context = { integrations: [SALES, github], uses: [], now: 7 };
    const [pair, own] = contentChoices(SALES, { ...context, providesTokens: ({ source }) => source === 'local' });
    assert.deepEqual([pair?.insteadOf, pair?.answeredBy], [github, SALES]);
    assert.deepEqual([own?.insteadOf, own?.answeredBy], [undefined, SALES]);
    assert.deepEqual(pair?.use, {
      ...{ guid: 'on-server', answeredBy: 'sales', name: 'GitHub', template: 'github', authType: 'Viewer', since: 7 },
    });
    const untyped = integration({ id: 'untyped', type: undefined });
    const [choice] = contentChoices(untyped, { ...context, integrations: [], providesTokens: () => true });
    assert.equal(choice?.use.template, 'custom');
  });

  it('leave out integrations without an ID, and those that provide no tokens', () => {
    const nameless = integration({ id: 'nameless', guid: undefined });
    const alike = integration({ ...ON_SERVER, id: 'alike', guid: 'alike' });
    const context = { integrations: [nameless, alike, SALES], uses: [], now: 1 };
    const providesTokens = ({ source }: Integration) => source === 'local';
    assert.deepEqual(brief(contentChoices(ON_SERVER, { ...context, providesTokens })), [['on-server', 'sales', true]]);
    assert.deepEqual(contentChoices(nameless, { ...context, integrations: [], providesTokens }), []);
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
    const reordered = integration({ ...ON_SERVER, scopes: ['write', 'read', 'read'] });
    const twoScopes = integration({ ...SALES, scopes: ['read', 'write'] });
    const joined = integration({ ...SALES, scopes: ['readwrite'] });
    const among = { integrations: [reordered], providesTokens: () => true, uses: [], now: 1 };
    assert.deepEqual(brief(contentChoices(twoScopes, among))[0], ['on-server', 'sales', true]);
    assert.ok(contentChoices(joined, among).every(({ isSuggested }) => !isSuggested));
    const oneUrl = integration({ ...ON_SERVER, issuer: 'https://other.example', authUrl: SALES.authUrl });
    assert.ok(contentChoices(SALES, { ...among, integrations: [oneUrl] })[0]?.isSuggested);
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
    assert.ok(choicesFor(SALES, [{ ...own.use, answeredBy: 'wiki' }]).every(({ isChosen }) => !isChosen));
    const other = { ...own.use, guid: 'wiki', answeredBy: 'wiki' };
    assert.ok(choicesFor(SALES, [other, own.use])[1]?.isChosen);
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
      [{ ...use, name: 7 }],
      [{ ...use, template: undefined }],
    ]) {
      await memory.update('contentUses', wrong);
      assert.deepEqual(uses.all, []);
    }
    await uses.remove('A');
    assert.equal(changes, 3);
  });

  it('is removed by its ID in any case, and nothing else is', async () => {
    const memory = new FakeMemory();
    const uses = new ContentUses(memory);
    assert.equal(hasContentUses(memory), false);
    const use = { answeredBy: 'b', name: 'N', template: 'custom', authType: 'Viewer', since: 0 } as const;
    await uses.add({ ...use, guid: 'a', answeredBy: undefined });
    await uses.add({ ...use, guid: 'b' });
    await uses.remove('A');
    assert.deepEqual(
      uses.all.map(({ guid }) => guid),
      ['b'],
    );
    assert.equal(hasContentUses(memory), true);
    await uses.remove('b');
    assert.equal(hasContentUses(memory), false);
  });
});
