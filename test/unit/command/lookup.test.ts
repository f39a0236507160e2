import assert from 'node:assert/strict';
import { assertUsable, findIntegration } from '../../../src/command/lookup.js';
import type { ListedIntegration } from '../../../src/core/integration.js';
import { parseIntegrations } from '../../../src/workbench/integrationParser.js';
import type { WireIntegration } from '../../../src/workbench/wire.js';

function listed(...integrations: readonly Partial<WireIntegration>[]): readonly ListedIntegration[] {
  const complete = integrations.map((each) => ({ complete: true, authenticated: true, ...each }));
  return parseIntegrations({ providers: [{ type: 'custom', integrations: complete }] }).integrations;
}

const THREE = listed(
  { uid: 'A1', name: 'github', display_name: 'GitHub' },
  { uid: 'B2', name: 'sales', display_name: 'Größe' },
  { uid: 'C3', name: 'SALES' },
);

describe('findIntegration', () => {
  for (const [asked, guid] of [
    ['A1', 'A1'],
    ['a1', 'A1'],
    ['github', 'A1'],
    ['GitHub', 'A1'],
    ['GITHUB', 'A1'],
    ['sales', 'B2'],
    ['SALES', 'C3'],
    ['GRÖSSE'.replace('SS', 'ß'), 'B2'],
    ['Gro\u0308ße', 'B2'],
  ] as const) {
    it(`finds ${guid} by ${asked}`, () => {
      assert.equal(findIntegration(THREE, asked).guid, guid);
    });
  }

  it('lists the candidates of an ambiguous name with their IDs', () => {
    assert.throws(() => findIntegration(THREE, 'Sales'), {
      message: 'Several integrations are called Sales. Use the ID of one: Größe (B2), SALES (C3)',
    });
  });

  it('lists a candidate that has no ID by its name', () => {
    assert.throws(() => findIntegration(listed({ name: 'x' }, { uid: 'B', name: 'x' }), 'x'), {
      message: /: x, x \(B\)$/,
    });
  });

  it('prefers an ID to a name', () => {
    assert.equal(findIntegration(listed({ uid: 'B2', name: 'A1' }, { uid: 'A1' }), 'A1').guid, 'A1');
  });

  it('uses the first of two with the same ID', () => {
    const twice = listed({ uid: 'A1', name: 'x', display_name: 'first' }, { uid: 'A1', name: 'x' });
    assert.equal(findIntegration(twice, 'x').label, 'first');
  });

  it('finds nothing by a part of a name or an empty one', () => {
    for (const asked of ['git', '', ' ']) {
      assert.throws(() => findIntegration(THREE, asked), /^CredentialError: There is no integration/);
    }
  });

  it('shows no control characters of the name or of the candidates', () => {
    assert.throws(() => findIntegration([], 'a\u001b[2J'), { message: /no integration a\\u\{1b\}\[2J\./ });
    const hostile = listed({ uid: 'A\u001b', name: 'x' }, { uid: 'B', name: 'x' });
    assert.throws(() => findIntegration(hostile, 'x'), { message: /: x \(A\\u\{1b\}\), x \(B\)$/ });
  });
});

describe('assertUsable', () => {
  it('says what is wrong with a configuration', () => {
    const [broken, noId] = listed({ uid: 'A', name: 'x', error: 'No issuer.' }, { name: 'y' });
    assert.ok(broken && noId);
    assert.throws(() => assertUsable(broken), {
      message:
        'x is not configured correctly: No issuer. If it is a local integration, edit it in the editor. Otherwise, contact your administrator.',
    });
    assert.throws(() => assertUsable(noId), {
      message:
        'y is not configured correctly: Workbench did not send an Integration ID (uid). If it is a local integration, edit it in the editor. Otherwise, contact your administrator.',
    });
  });
});
