import { Secret } from '../../core/secret.js';
import type { Config, ConfigValue } from '../api/configValue.js';
import type { Template, TemplateInput, Visibility } from '../api/templates.js';
import { matchesPattern } from './pattern.js';

/** What has been entered, by the names of inputs. Values of secret fields are secrets. */
export type Values = Readonly<Record<string, ConfigValue | Secret>>;

/** What is wrong with a value: it is not one of the choices, or does not match the pattern. */
export type InputProblem =
  { readonly kind: 'choice' } | { readonly kind: 'pattern'; readonly requirement: string | undefined };

/** The values of the template's inputs: what has been entered, else their defaults. */
export function effectiveValues(template: Template, values: Values): Values {
  return Object.fromEntries(
    template.inputs.flatMap((input) => {
      const value = ownValue(values, input.name) ?? input.initial;
      return value === undefined ? [] : [[input.name, value]];
    }),
  );
}

/**
 * The options and fields to show with these values, in display order. As on the server, one that is hidden itself still counts
 * in the conditions of others, with its value or its default.
 */
export function visibleInputs(template: Template, values: Values): readonly TemplateInput[] {
  const effective = effectiveValues(template, values);
  return template.inputs.filter(({ visibility }) => visibility === undefined || holds(visibility, effective));
}

function holds(visibility: Visibility, values: Values): boolean {
  switch (visibility.kind) {
    case 'is':
      return isSame(ownValue(values, visibility.name), visibility.value);
    case 'and':
      return visibility.operands.every((each) => holds(each, values));
    case 'or':
      return visibility.operands.some((each) => holds(each, values));
    case 'not':
      return !visibility.operands.some((each) => holds(each, values));
    case 'unknown':
      // Rather ask too much: the server says what it does not need, but not what is missing.
      return true;
  }
}

function isSame(value: ConfigValue | Secret | undefined, expected: ConfigValue | undefined): boolean {
  return (value instanceof Secret ? value.reveal() : value) === expected;
}

/** A value; never an inherited member, such as for an input that is called `constructor`. */
export function ownValue<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** What is wrong with a value; `undefined` if nothing is, or only the server can tell. */
export function problemOf(input: TemplateInput, value: ConfigValue | Secret): InputProblem | undefined {
  const plain = value instanceof Secret ? value.reveal() : value;
  if (input.kind !== 'text') {
    return input.values.includes(plain) ? undefined : { kind: 'choice' };
  }
  const isWrong = input.pattern !== undefined && matchesPattern(input.pattern, String(plain)) === false;
  return isWrong ? { kind: 'pattern', requirement: input.requirement } : undefined;
}

/**
 * Takes what a template knows from other values, such as those of a JSON file or of a local integration. Texts of secret fields
 * become secrets. Choices that the template does not have are left out.
 */
export function prefilled(template: Template, values: Config): Values {
  return Object.fromEntries(
    template.inputs.flatMap((input): readonly (readonly [string, ConfigValue | Secret])[] => {
      const value = ownValue(values, input.name);
      if (value === undefined) {
        return [];
      }
      if (input.kind !== 'text') {
        return input.values.includes(value) ? [[input.name, value]] : [];
      }
      return [[input.name, input.isSecret ? new Secret(String(value)) : String(value)]];
    }),
  );
}
