import assert from 'node:assert/strict';
import type { SourceSnapshot } from '../../src/core/snapshot.js';
import { CredentialError } from '../../src/core/errors.js';
import type { Integration } from '../../src/core/integration.js';
import { IntegrationRow, type Row, SourceRow } from '../../src/ui/rows.js';
import { RowTree } from '../../src/ui/rowTree.js';
import { complete } from './integrations.js';

const network = new CredentialError('network', 'It cannot be reached.');
const unavailable = new CredentialError('unavailable', 'Not in a session.');

/** A source with integrations of these names; `undefined`: it has not answered. */
function source(id: string, names: readonly string[] | undefined, error?: CredentialError): SourceSnapshot {
  return { id, label: id, integrations: names?.map(named), error, staleSince: undefined };
}

function named(name: string): Integration {
  return { ...complete, id: name, label: name };
}

function nameOf(row: Row): string {
  return row instanceof SourceRow ? `[${row.source.id}]` : row.integration.label;
}

describe('the tree of rows', () => {
  let tree: RowTree;

  beforeEach(() => {
    tree = new RowTree();
  });

  /** Takes over a snapshot; returns what has to be redrawn. */
  const update = (...snapshot: SourceSnapshot[]) => {
    const changed = tree.update(snapshot);
    return changed === 'all' ? changed : changed.map(nameOf);
  };
  const shown = () =>
    tree.roots.flatMap((row) => [
      nameOf(row),
      ...(row instanceof SourceRow ? tree.childrenOf(row).map((child) => `- ${nameOf(child)}`) : []),
    ]);

  it('has the rows of one source at the top', () => {
    update(source('a', ['A', 'B']), source('b', []));
    assert.deepEqual([shown(), tree.isGrouped], [['A', 'B'], false]);
  });

  it('has a row for each of several sources, in their order', () => {
    update(source('a', ['A']), source('b', ['B']));
    assert.deepEqual([shown(), tree.isGrouped], [['[a]', '- A', '[b]', '- B'], true]);
  });

  it('has one for a source that is being asked, or has failed; not for one that has nothing, or can have nothing', () => {
    const rest = source('b', ['B']);
    for (const [first, isShown] of [
      [source('a', undefined), true],
      [source('a', undefined, network), true],
      [source('a', [], network), true],
      [source('a', []), false],
      [source('a', undefined, unavailable), false],
    ] as const) {
      update(first, rest);
      assert.deepEqual(shown(), isShown ? ['[a]', '[b]', '- B'] : ['B']);
    }
  });

  it('is redrawn as a whole when sources come and go, or the rows of the only one do', () => {
    assert.equal(update(source('a', ['A'])), 'all');
    assert.equal(update(source('a', ['A', 'B'])), 'all');
    assert.equal(update(source('a', ['B', 'A'])), 'all');
    assert.equal(update(source('a', ['B', 'A']), source('b', ['C'])), 'all');
    assert.equal(update(source('a', []), source('b', ['C'])), 'all');
  });

  it('is redrawn below the source whose list or failure is new, and nowhere else', () => {
    update(source('a', ['A']), source('b', ['B']));
    assert.deepEqual(update(source('a', ['A']), source('b', ['B', 'C'])), ['[b]']);
    assert.deepEqual(update(source('a', ['A'], network), source('b', ['B', 'C'])), ['[a]']);
    assert.deepEqual(update(source('a', ['A'], network), source('b', ['B', 'C'])), []);
    assert.deepEqual(update(source('a', ['A']), source('b', ['B', 'C'])), ['[a]']);
  });

  it('is redrawn at the row that has changed', () => {
    const [a, b] = [source('a', ['A']), source('b', ['B', 'C'])];
    update(a, b);
    const changed = b.integrations?.map((each) => ({ ...each, issuer: each.id === 'C' ? 'other' : each.issuer }));
    assert.deepEqual(update(a, { ...b, integrations: changed }), ['C']);
  });

  it('keeps the row of what is still there, with what it is now', () => {
    const [a, b] = [source('a', ['A', 'B']), source('b', ['C'])];
    const rows = () => [
      ...tree.roots,
      ...tree.roots.flatMap((row) => (row instanceof SourceRow ? tree.childrenOf(row) : [])),
    ];
    update(a, b);
    const before = rows();
    update({ ...a, error: network }, { ...b, integrations: [{ ...named('C'), issuer: 'other' }] });
    const after = rows();
    assert.equal(after.length, before.length);
    after.forEach((row, at) => assert.equal(row, before[at]));
    const [first] = after;
    assert.ok(first instanceof SourceRow);
    assert.equal(first.source.error, network);
    const last = after.at(-1);
    assert.ok(last instanceof IntegrationRow);
    assert.equal(last.integration.issuer, 'other');
  });

  it('keeps the rows of a source when another one comes or goes', () => {
    update(source('a', ['A']));
    const [row] = tree.roots;
    update(source('a', ['A']), source('b', ['B']));
    const [group] = tree.roots;
    assert.ok(group instanceof SourceRow);
    assert.equal(tree.childrenOf(group)[0], row);
  });
});
