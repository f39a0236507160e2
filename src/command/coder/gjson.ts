import { visibleJson } from '../terminal.js';

/**
 * A value in JSON by a path of gjson, which Coder uses. The subset: names and positions in arrays, separated by dots; `\`
 * before a character that has a meaning; `*` and `?` in names; `#` for the length of an array, or for all of its elements.
 * Queries, modifiers, pipes, literals and several paths at once are not supported.
 *
 * @returns a text as it is, anything else as JSON; empty if there is nothing at the path; `undefined` if the path is not
 * supported
 */
export function gjsonText(json: unknown, path: string): string | undefined {
  const parts = partsOf(path);
  return parts && textOf(valueAt(json, parts));
}

/** A value whose objects have their keys in the order of the alphabet, as Go writes them. */
export function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inKeyOrder);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(entriesOf(value).map(([name, each]) => [name, inKeyOrder(each)]))
    : value;
}

interface Part {
  /** The name, without backslashes. */
  readonly name: string;
  /** What names must be like; `undefined`: exactly the name. */
  readonly pattern: RegExp | undefined;
}

/** What a part of a path begins with that has a meaning beyond this subset; and characters that have one anywhere. */
const UNSUPPORTED = /^(?:[@!{[]|#.)|^(?:[^\\]|\\.)*?\|/s;

function partsOf(path: string): readonly Part[] | undefined {
  const texts = path.match(/(?:[^.\\]|\\.|\\$)+|(?<=^|\.)(?=\.|$)/gs) ?? [];
  return texts.some((text) => UNSUPPORTED.test(text)) ? undefined : texts.map(partOf);
}

function partOf(text: string): Part {
  const characters = text.match(/\\.|./gs) ?? [];
  const name = characters.map((each) => each.slice(-1)).join('');
  const isPattern = characters.some((each) => each === '*' || each === '?');
  const wildcards: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };
  const source = characters.map((each) => wildcards[each] ?? each.slice(-1).replace(/[^\w\s]/, '\\$&')).join('');
  return { name, pattern: isPattern ? new RegExp(`^${source}$`, 's') : undefined };
}

/** `undefined` if there is nothing. */
function valueAt(value: unknown, [part, ...rest]: readonly Part[]): unknown {
  if (!part) {
    return value;
  }
  if (Array.isArray(value)) {
    return part.name === '#' ? ofAll(value, rest) : valueOf(elementAt(value, part.name), rest);
  }
  const entries = typeof value === 'object' && value !== null ? entriesOf(value) : [];
  const [, found] = entries.find(([name]) => part.pattern?.test(name) ?? name === part.name) ?? [];
  return valueOf(found, rest);
}

function valueOf(value: unknown, rest: readonly Part[]): unknown {
  return value === undefined ? undefined : valueAt(value, rest);
}

function ofAll(values: readonly unknown[], rest: readonly Part[]): unknown {
  return rest.length === 0
    ? values.length
    : values.map((each) => valueAt(each, rest)).filter((each) => each !== undefined);
}

function elementAt(values: readonly unknown[], name: string): unknown {
  return /^\d+$/.test(name) ? values[Number(name)] : undefined;
}

function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) {
    return '';
  }
  return typeof value === 'string' ? value : visibleJson(inKeyOrder(value));
}
