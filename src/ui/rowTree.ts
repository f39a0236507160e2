import { isDeepStrictEqual } from 'node:util';
import type { Snapshot, SourceSnapshot } from '../core/catalog.js';
import { IntegrationRow, type Row, SourceRow } from './rows.js';

/** A source that is shown, with its row, and the rows of its integrations. */
interface Group {
  readonly row: SourceRow;
  readonly rows: readonly IntegrationRow[];
}

/**
 * The rows of a snapshot: those of one source stand at the top; of several, each source is a row above its own. What is
 * still there stays the same object, since VS Code knows rows by identity.
 */
export class RowTree {
  #groups: readonly Group[] = [];

  /** Whether each source is a row. */
  get isGrouped(): boolean {
    return this.#groups.length > 1;
  }

  get roots(): readonly Row[] {
    return this.isGrouped ? this.#groups.map(({ row }) => row) : this.#groups.flatMap(({ rows }) => rows);
  }

  childrenOf(source: SourceRow): readonly Row[] {
    return this.#groups.find(({ row }) => row === source)?.rows ?? [];
  }

  /** Takes over a snapshot. Returns the rows that have to be drawn anew, with what is below them; or that all have to be. */
  update(snapshot: Snapshot): 'all' | readonly Row[] {
    const before = this.#groups;
    const wasGrouped = this.isGrouped;
    const renewals = snapshot.filter(isShown).map((source) => renewed(source, before));
    this.#groups = renewals.map(({ group }) => group);
    const isSameShape =
      wasGrouped === this.isGrouped &&
      areSame(
        before.map(({ row }) => row),
        this.#groups.map(({ row }) => row),
      );
    if (!isSameShape || (!this.isGrouped && renewals.some(({ isNewList }) => isNewList))) {
      return 'all';
    }
    // What is below a row is drawn with it.
    return renewals.flatMap<Row>(({ group, isNewList, isNewLook, changed }) =>
      this.isGrouped && (isNewList || isNewLook) ? [group.row] : changed,
    );
  }
}

/** Whether a source has anything to show: rows, that it is being asked, or why it has none and could have. */
function isShown({ integrations, error }: SourceSnapshot): boolean {
  return integrations ? integrations.length > 0 || error !== undefined : error?.failure !== 'unavailable';
}

/** A group, and what of it is new. */
interface Renewal {
  readonly group: Group;
  readonly isNewList: boolean;
  readonly isNewLook: boolean;
  readonly changed: readonly IntegrationRow[];
}

/** The group of a source, made of what there was before. */
function renewed(source: SourceSnapshot, groups: readonly Group[]): Renewal {
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
  // VS Code leaves a row folded that has been there before there was anything below it: then it is another one.
  const hadRows = before && before.rows.length > 0;
  const row = before && hadRows === rows.length > 0 ? before.row : new SourceRow(source);
  const isNewLook = !looksSame(row.source, source);
  row.source = source;
  return { group: { row, rows }, isNewList: !before || !areSame(before.rows, rows), isNewLook, changed };
}

function looksSame(one: SourceSnapshot, other: SourceSnapshot): boolean {
  return one.error?.message === other.error?.message && one.error?.summary === other.error?.summary;
}

function areSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}
