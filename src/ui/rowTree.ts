import { isDeepStrictEqual } from 'node:util';
import type { Snapshot, SourceSnapshot } from '../core/snapshot.js';
import { IntegrationRow, type Row, SourceRow } from './rows.js';

/** The row of a visible source and the rows of its integrations. */
interface Group {
  readonly row: SourceRow;
  readonly rows: readonly IntegrationRow[];
}

/**
 * The rows of a snapshot. The integrations of a single source are at the top level; if there are several sources, each is
 * a row above its integrations. Rows that remain stay the same objects, since VS Code identifies them by identity.
 */
export class RowTree {
  #groups: readonly Group[] = [];

  /** Whether each source is a row: if there are several, or to show the user's account at one. */
  get isGrouped(): boolean {
    return this.#groups.length > 1 || this.#groups.some(({ row }) => row.source.account);
  }

  get roots(): readonly Row[] {
    return this.isGrouped ? this.#groups.map(({ row }) => row) : this.#groups.flatMap(({ rows }) => rows);
  }

  /** All rows. */
  get all(): readonly (SourceRow | IntegrationRow)[] {
    return this.#groups.flatMap<SourceRow | IntegrationRow>(({ row, rows }) =>
      this.isGrouped ? [row, ...rows] : rows,
    );
  }

  childrenOf(source: SourceRow): readonly Row[] {
    return this.#groups.find(({ row }) => row === source)?.rows ?? [];
  }

  /** The rows for which two functions have different results. */
  differing(one: (row: Row) => unknown, other: (row: Row) => unknown): readonly Row[] {
    return this.all.filter((row) => !isDeepStrictEqual(one(row), other(row)));
  }

  /** Updates the rows. Returns the ones that must be redrawn, together with their children, or `all`. */
  update(snapshot: Snapshot): 'all' | readonly Row[] {
    const before = this.#groups;
    const wasGrouped = this.isGrouped;
    const updates = snapshot.filter(isShown).map((source) => updateGroup(source, before));
    this.#groups = updates.map(({ group }) => group);
    const isSameShape =
      wasGrouped === this.isGrouped &&
      areSame(
        before.map(({ row }) => row),
        this.#groups.map(({ row }) => row),
      );
    if (!isSameShape || (!this.isGrouped && updates.some(({ isNewList }) => isNewList))) {
      return 'all';
    }
    // Redrawing a row includes its children.
    return updates.flatMap<Row>(({ group, isNewList, isNewLook, changed }) =>
      this.isGrouped && (isNewList || isNewLook) ? [group.row] : changed,
    );
  }
}

/** Whether a source has something to show: an account, rows, that it is loading, or an error, unless it is unavailable. */
function isShown({ account, integrations, error }: SourceSnapshot): boolean {
  if (account) {
    return true;
  }
  return integrations ? integrations.length > 0 || error !== undefined : error?.failure !== 'unavailable';
}

/** An updated group, and what has changed. */
interface GroupUpdate {
  readonly group: Group;
  readonly isNewList: boolean;
  readonly isNewLook: boolean;
  readonly changed: readonly IntegrationRow[];
}

/** Updates the group of a source, or creates it. */
function updateGroup(source: SourceSnapshot, groups: readonly Group[]): GroupUpdate {
  const before = groups.find(({ row }) => row.source.id === source.id);
  const known = new Map(before?.rows.map((row) => [row.integration.id, row]));
  const changed: IntegrationRow[] = [];
  const rows = (source.integrations ?? []).map((integration) => {
    const row = known.get(integration.id);
    if (!row) {
      return new IntegrationRow(integration);
    }
    if (!isDeepStrictEqual(row.integration, integration)) {
      row.integration = integration;
      changed.push(row);
    }
    return row;
  });
  // VS Code keeps a row collapsed that had no children at first: create a new row when it gets some.
  const hadRows = before && before.rows.length > 0;
  const row = before && hadRows === rows.length > 0 ? before.row : new SourceRow(source);
  const isNewLook = !looksSame(row.source, source);
  row.source = source;
  return { group: { row, rows }, isNewList: !before || !areSame(before.rows, rows), isNewLook, changed };
}

function looksSame(one: SourceSnapshot, other: SourceSnapshot): boolean {
  return (
    one.label === other.label &&
    one.error?.message === other.error?.message &&
    one.error?.summary === other.error?.summary &&
    isDeepStrictEqual(one.account, other.account)
  );
}

function areSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}
