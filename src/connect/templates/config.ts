import { Secret, isSameSecret } from '../../core/secret.js';
import type { Config, ConfigValue } from '../api/configValue.js';
import type { NewConfig } from '../api/integrations.js';
import type { Template, TemplateInput } from '../api/templates.js';
import { effectiveValues, ownValue, problemOf, type Values, visibleInputs } from './inputs.js';

/** The configuration of a new integration: the visible inputs, without fields that are empty. */
export function newConfig(template: Template, values: Values): NewConfig {
  const effective = effectiveValues(template, values);
  return Object.fromEntries(
    visibleInputs(template, values).flatMap(({ name }) => {
      const value = ownValue(effective, name);
      return value === undefined || isEmpty(value) ? [] : [[name, value]];
    }),
  );
}

/**
 * The part of a configuration that changes: values that are not the current ones, and the defaults of inputs that become visible.
 * A secret is sent only if it has been entered; the server keeps the others, which it never shows.
 *
 * @param current the configuration as the server shows it
 * @param changes what the user has entered; an empty text clears a field
 */
export function changedConfig(template: Template, current: Config, changes: Values): NewConfig {
  const before = new Set(visibleInputs(template, current).map(({ name }) => name));
  const after = { ...current, ...changes };
  return Object.fromEntries(
    visibleInputs(template, after).flatMap((input) => {
      const value = valueToSend(input, ownValue(current, input.name), ownValue(changes, input.name), before);
      return value === undefined ? [] : [[input.name, value]];
    }),
  );
}

function valueToSend(
  input: TemplateInput,
  current: ConfigValue | undefined,
  entered: ConfigValue | Secret | undefined,
  visibleBefore: ReadonlySet<string>,
): ConfigValue | Secret | undefined {
  if (entered !== undefined) {
    return isSameValue(entered, current) ? undefined : entered;
  }
  const isNew = !visibleBefore.has(input.name) && current === undefined;
  return isNew && input.initial !== undefined && !isEmpty(input.initial) ? input.initial : undefined;
}

/**
 * The inputs that the user still has to answer: visible, and invalid as they are. When an integration is edited, these are only
 * inputs that the changes make visible: what the server has stored, it has accepted.
 *
 * @param current the configuration as the server shows it, if there is one
 */
export function unanswered(template: Template, values: Values, current: Config = {}): readonly TemplateInput[] {
  const isNew = Object.keys(current).length === 0;
  const before = new Set(isNew ? [] : visibleInputs(template, current).map(({ name }) => name));
  const all = { ...current, ...values };
  return visibleInputs(template, all).filter((input) => {
    const value = ownValue(all, input.name) ?? input.initial;
    const isStored = before.has(input.name) && ownValue(values, input.name) === undefined;
    return !isStored && (value === undefined || problemOf(input, value) !== undefined);
  });
}

export function isEmpty(value: ConfigValue | Secret): boolean {
  return (value instanceof Secret ? value.reveal() : value) === '';
}

function isSameValue(one: ConfigValue | Secret, other: ConfigValue | undefined): boolean {
  return one instanceof Secret
    ? typeof other === 'string' && isSameSecret(one, new Secret(other))
    : one === (other ?? (one === '' ? '' : undefined));
}
