import { isRecord } from '../../core/record.js';
import { Secret } from '../../core/secret.js';
import { type ConfigValue, configValue } from '../api/configValue.js';
import { objectAt, optionalGuid, optionalObjects, type Place, WrongField } from '../api/fields.js';
import type { NewConfig, NewIntegration, Permission } from '../api/integrations.js';
import type { Template, TemplateInput } from '../api/templates.js';
import { effectiveValues, ownValue, problemOf, visibleInputs } from '../templates/inputs.js';
import * as messages from './bodyMessages.js';
import { isPlaceholder } from './prefill.js';

/** The members of the body of a request to Connect's API. */
const MEMBERS = ['template', 'name', 'description', 'config', 'permissions'];

type Members = Readonly<Record<string, unknown>>;

/**
 * Checks the body of a request that creates an integration. Throws `CredentialError` that names the fields that are wrong; it
 * never contains their values, which may be secrets.
 */
export function newIntegration(body: unknown, templates: readonly Template[]): NewIntegration {
  const members = isRecord(body) ? body : {};
  const { template: id, name, description, config } = members;
  const template = templates.find((each) => each.id === id);
  const [permissions, ...wrongPermissions] = permissionsIn(members);
  const problems = [
    ...(isRecord(body) ? [] : [messages.notObject()]),
    ...Object.keys(members).flatMap((each) => (MEMBERS.includes(each) ? [] : [messages.unknownMember(each, MEMBERS)])),
    ...textProblems('template', id),
    ...textProblems('name', name),
    ...(description === undefined ? [] : textProblems('description', description)),
    ...wrongPermissions,
    ...(template || typeof id !== 'string' || id === '' ? [] : [messages.unknownTemplate(id, templates)]),
    ...(config === undefined ? [messages.missing('config')] : isRecord(config) ? [] : [messages.configNotObject()]),
    ...(template && isRecord(config) ? configProblems(template, config) : []),
  ];
  if (problems.length > 0 || !template || typeof name !== 'string' || !isRecord(config)) {
    throw messages.wrongBody(problems);
  }
  return {
    ...{ template: template.id, name, config: withSecrets(template, config) },
    ...(typeof description === 'string' ? { description } : {}),
    ...(permissions.length > 0 ? { permissions } : {}),
  };
}

function textProblems(field: string, value: unknown): readonly string[] {
  if (value === undefined || value === '') {
    return [messages.missing(field)];
  }
  return typeof value === 'string' ? [] : [messages.notText(field)];
}

/** The permissions, followed by what is wrong with them. */
function permissionsIn(members: Members): readonly [readonly Permission[], ...string[]] {
  try {
    const permissions = optionalObjects(objectAt(members, ''), 'permissions').map((each: Place) => ({
      userGuid: optionalGuid(each, 'user_guid'),
      groupGuid: optionalGuid(each, 'group_guid'),
    }));
    return [permissions];
  } catch (error) {
    if (error instanceof WrongField) {
      return [[], error.message];
    }
    throw error;
  }
}

function configProblems(template: Template, config: Members): readonly string[] {
  const names = template.inputs.map(({ name }) => name);
  const unknown = Object.keys(config).filter((name) => !names.includes(name));
  const wrongType = template.inputs.flatMap((input) => typeProblems(input, ownValue(config, input.name)));
  if (unknown.length > 0 || wrongType.length > 0) {
    return [...unknown.map((name) => messages.unknownField(name, template.name, names)), ...wrongType];
  }
  const given = withSecrets(template, config);
  const effective = effectiveValues(template, given);
  return visibleInputs(template, given).flatMap((input) => {
    const value = ownValue(effective, input.name);
    const problem = value === undefined ? ({ kind: 'choice' } as const) : problemOf(input, value);
    return problem ? [messages.wrongValue(input, problem, Object.hasOwn(config, input.name))] : [];
  });
}

function typeProblems(input: TemplateInput, value: unknown): readonly string[] {
  if (value === undefined) {
    return [];
  }
  if (input.kind === 'bool') {
    return typeof value === 'boolean' ? [] : [messages.wrongValue(input, { kind: 'choice' }, true)];
  }
  if (typeof value !== 'string') {
    return [messages.notText(`config.${input.name}`)];
  }
  return isPlaceholder(value) ? [messages.placeholder(`config.${input.name}`)] : [];
}

/** The configuration as it is, with the values of secret fields as secrets. */
function withSecrets({ inputs }: Template, config: Members): NewConfig {
  const secret = new Set(inputs.flatMap((input) => (input.kind === 'text' && input.isSecret ? [input.name] : [])));
  return Object.fromEntries(
    Object.entries(config).flatMap(([name, each]): readonly (readonly [string, ConfigValue | Secret])[] => {
      const value = configValue(each);
      return value === undefined ? [] : [[name, secret.has(name) ? new Secret(String(value)) : value]];
    }),
  );
}
