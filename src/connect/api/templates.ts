import { type ConfigValue, configValue } from './configValue.js';
import {
  member,
  objectAt,
  objectsAt,
  optionalFlag,
  optionalObjects,
  optionalText,
  optionalTexts,
  orderOf,
  pathOf,
  type Place,
  requiredText,
  WrongField,
} from './fields.js';

/** A kind of integration that a server offers. Its texts are as received. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  /** Options and fields, in display order. */
  readonly inputs: readonly TemplateInput[];
}

interface CommonInput {
  /** The name of the value in an integration's configuration. */
  readonly name: string;
  readonly label: string;
  readonly description: string | undefined;
  /** When it is shown; `undefined` means always. */
  readonly visibility: Visibility | undefined;
}

/** A choice. */
export interface TemplateOption extends CommonInput {
  readonly kind: 'bool' | 'select';
  /** What a `select` may be; `true` and `false` for a `bool`. */
  readonly values: readonly ConfigValue[];
  readonly initial: ConfigValue | undefined;
}

/** A text to enter. */
export interface TemplateField extends CommonInput {
  readonly kind: 'text';
  readonly initial: string;
  /** A regular expression of the server. Never run it other than by `matchesPattern`. */
  readonly pattern: string | undefined;
  /** What it requires, in the server's words. */
  readonly requirement: string | undefined;
  readonly isSecret: boolean;
  readonly isMultiline: boolean;
}

export type TemplateInput = TemplateOption | TemplateField;

/** A condition on the values of a configuration. */
export type Visibility =
  | { readonly kind: 'is'; readonly name: string; readonly value: ConfigValue | undefined }
  /** `unknown`: an operator that we don't know. */
  | { readonly kind: 'and' | 'or' | 'not' | 'unknown'; readonly operands: readonly Visibility[] };

/** How deeply conditions may be nested. */
const MAX_DEPTH = 20;

const OPERATORS = ['and', 'or', 'not'] as const;

/** Parses a list of templates. Throws `WrongField`. */
export function parseTemplates(json: unknown): readonly Template[] {
  return objectsAt(json, '').map((place) => {
    const id = requiredText(place, 'id');
    return {
      id,
      name: optionalText(place, 'name') || id,
      description: optionalText(place, 'description') || undefined,
      inputs: inputsIn(place),
    };
  });
}

function inputsIn(place: Place): readonly TemplateInput[] {
  const options = optionalObjects(place, 'options').map((each) => [each, optionIn(each)] as const);
  const fields = optionalObjects(place, 'fields').map((each) => [each, fieldIn(each)] as const);
  // Those with the same `order` stay as they are.
  const all = [...options, ...fields].sort(([one], [other]) => orderOf(one) - orderOf(other));
  const names = new Set<string>();
  for (const [each, { name }] of all) {
    if (names.has(name)) {
      throw new WrongField(pathOf(each, 'name'), 'the only one of this name');
    }
    names.add(name);
  }
  return all.map(([, input]) => input);
}

function commonIn(place: Place): CommonInput {
  const name = requiredText(place, 'name');
  const visibility = member(place, 'visibility_expression');
  return {
    name,
    label: optionalText(place, 'label') || name,
    description: optionalText(place, 'description') || undefined,
    visibility:
      visibility === undefined ? undefined : visibilityIn(visibility, pathOf(place, 'visibility_expression'), 1),
  };
}

function optionIn(place: Place): TemplateOption {
  const type = requiredText(place, 'type');
  if (type !== 'bool' && type !== 'select') {
    throw new WrongField(pathOf(place, 'type'), 'bool or select');
  }
  const values = type === 'bool' ? [true, false] : optionalTexts(place, 'values');
  if (values.length === 0) {
    throw new WrongField(pathOf(place, 'values'), 'a list of texts');
  }
  const initial = configValue(member(place, 'default'));
  return { ...commonIn(place), kind: type, values, initial: values.find((each) => each === initial) };
}

function fieldIn(place: Place): TemplateField {
  return {
    ...commonIn(place),
    kind: 'text',
    initial: optionalText(place, 'default') ?? '',
    pattern: optionalText(place, 'validation') || undefined,
    requirement: optionalText(place, 'validation_description') || undefined,
    isSecret: optionalFlag(place, 'secret') ?? false,
    isMultiline: optionalFlag(place, 'multiline') ?? false,
  };
}

function visibilityIn(value: unknown, path: string, depth: number): Visibility | undefined {
  if (depth > MAX_DEPTH) {
    throw new WrongField(path, `nested less than ${MAX_DEPTH} times`);
  }
  const place = objectAt(value, path);
  const operator = optionalText(place, 'operator')?.toLowerCase();
  if (operator !== undefined && operator !== '') {
    const operands = optionalObjects(place, 'operands').flatMap(
      (each) => visibilityIn(each.object, each.path, depth + 1) ?? [],
    );
    return { kind: OPERATORS.find((each) => each === operator) ?? 'unknown', operands };
  }
  const name = optionalText(place, 'name') || undefined;
  // `{}` is no condition.
  return name === undefined ? undefined : { kind: 'is', name, value: configValue(member(place, 'value')) };
}
