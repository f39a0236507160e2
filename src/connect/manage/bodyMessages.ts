import { t } from '@vscode/l10n';
import { CredentialError } from '../../core/errors.js';
import { anyOf, listOf } from '../../core/lists.js';
import { asClause, oneLine } from '../../core/text.js';
import type { Template, TemplateInput } from '../api/templates.js';
import type { InputProblem } from '../templates/inputs.js';

/*
 * What is wrong with the JSON of a new integration, as clauses. They name fields and never contain their values, since a secret
 * may be in the wrong one. Only the template's id is repeated.
 */

/** How many problems are told at once. */
const MAX_PROBLEMS = 5;

export function wrongBody(problems: readonly string[]): CredentialError {
  return new CredentialError(
    'configuration',
    t(
      'The JSON is not a valid integration: {0}. Correct it, and try again.',
      problems.slice(0, MAX_PROBLEMS).join('; '),
    ),
  );
}

export const notObject = (): string => t('it must be an object');
export const missing = (field: string): string => t('{0} is missing', shown(field));
export const notText = (field: string): string => t('{0} must be a text', shown(field));
export const configNotObject = (): string => t('{0} must be an object', 'config');
export const placeholder = (field: string): string =>
  t('{0} is a placeholder, to be replaced by the value', shown(field));

/** @param known the names that there are */
export const unknownMember = (name: string, known: readonly string[]): string =>
  t('{0} is not known (use {1})', shown(name), anyOf(known));

export const unknownTemplate = (id: string, templates: readonly Template[]): string =>
  t(
    'template {0} does not exist on the server (use one of {1})',
    shown(id),
    shownList(listOf(templates.map((each) => each.id))),
  );

/** @param known the names of the template's fields */
export const unknownField = (name: string, template: string, known: readonly string[]): string =>
  t('config.{0} is not a field of the template {1} (use {2})', shown(name), shown(template), shownList(anyOf(known)));

/** @param isGiven whether the JSON has a value for it */
export function wrongValue(input: TemplateInput, problem: InputProblem, isGiven: boolean): string {
  const field = shown(`config.${input.name}`);
  const requirement = problem.kind === 'pattern' ? problem.requirement : undefined;
  const wrong = isGiven ? t('{0} cannot have this value', field) : missing(field);
  if (input.kind === 'bool') {
    return t('{0} must be true or false', field);
  }
  if (input.kind === 'select') {
    return t('{0} (use one of {1})', wrong, shownList(listOf(input.values.map(String))));
  }
  return requirement === undefined ? wrong : t('{0} ({1})', wrong, asClause(requirement, 200));
}

const shown = (name: string): string => oneLine(name, 60);
const shownList = (list: string): string => oneLine(list, 300);
