import type { Template, TemplateField, TemplateOption, Visibility } from './templateTypes.js';

type Part = { readonly option: Omit<TemplateOption, 'order'> } | { readonly field: Omit<TemplateField, 'order'> };

/** A template whose options and fields appear in this order. */
export function template(
  id: string,
  name: string,
  parts: readonly Part[],
  environmentVariables: readonly string[] = [],
): Template {
  const ordered = parts.map((part, order) => ({ part, order }));
  return {
    id,
    name,
    description: `Creates an OAuth integration of the type ${name}.`,
    sections: [{ id: 1, order: 0, name: 'OAuth client', description: 'How Connect authenticates at the provider.' }],
    options: ordered.flatMap(({ part, order }) => ('option' in part ? [{ ...part.option, order }] : [])),
    fields: ordered.flatMap(({ part, order }) => ('field' in part ? [{ ...part.field, order }] : [])),
    environment_variables: environmentVariables,
  };
}

const NOT_EMPTY = { validation: String.raw`^\S.*$`, validation_description: 'Must not be empty.' };
const URL_PATTERN = {
  validation: String.raw`^https?://[^\s/]+.*$`,
  validation_description: 'Must be an absolute http or https URL.',
};
const ANYTHING = { validation: '', validation_description: '' };

interface FieldOptions {
  readonly default?: string;
  readonly optional?: boolean;
  readonly secret?: boolean;
  readonly multiline?: boolean;
  readonly visible?: Visibility;
}

export function text(name: string, label: string, options: FieldOptions = {}): Part {
  return field(name, label, options.optional ? ANYTHING : NOT_EMPTY, options);
}

export function url(name: string, label: string, options: FieldOptions = {}): Part {
  return field(name, label, URL_PATTERN, options);
}

function field(
  name: string,
  label: string,
  check: Pick<TemplateField, 'validation' | 'validation_description'>,
  options: FieldOptions,
): Part {
  return {
    field: {
      ...{ name, label, ...check, description: `${label} of the OAuth client.` },
      default: options.default ?? '',
      secret: options.secret ?? false,
      multiline: options.multiline ?? false,
      ...(options.visible ? { visibility_expression: options.visible } : {}),
    },
  };
}

export function select(name: string, label: string, values: readonly string[], visible?: Visibility): Part {
  const shown = visible ? { visibility_expression: visible } : {};
  const description = `${label} of the OAuth client.`;
  return { option: { name, label, description, type: 'select', values, default: values[0] ?? '', ...shown } };
}

export function bool(name: string, label: string, initial: boolean, visible?: Visibility): Part {
  const shown = visible ? { visibility_expression: visible } : {};
  return { option: { name, label, description: label, type: 'bool', default: initial, ...shown } };
}

export const is = (name: string, value: unknown): Visibility => ({ name, value });
export const all = (...operands: Visibility[]): Visibility => ({ operator: 'and', operands });
export const any = (...operands: Visibility[]): Visibility => ({ operator: 'or', operands });
