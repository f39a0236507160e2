import { ApiError } from './apiError.js';
import { isVisible, type Template } from './templateTypes.js';

export type Config = Readonly<Record<string, unknown>>;

export const authTypes = ['Viewer', 'Service Account', 'Visitor API Key'] as const;
export type AuthType = (typeof authTypes)[number];

/** The configuration with the template's defaults, without what does not count. */
export function completed(template: Template, config: Config): Config {
  const inputs = [...template.options, ...template.fields];
  const all = { ...Object.fromEntries(inputs.map((input) => [input.name, input.default])), ...config };
  return Object.fromEntries(
    inputs.filter((input) => isVisible(input, all)).map((input) => [input.name, all[input.name]]),
  );
}

/** @throws ApiError where the template does not allow a configuration; names the first input that is wrong. */
export function checkConfig(template: Template, config: Config): void {
  const inputs = new Set([...template.options, ...template.fields].map(({ name }) => name));
  const unknown = Object.keys(config).find((name) => !inputs.has(name));
  if (unknown !== undefined) throw wrong(`The template has no field ${unknown}.`);
  const all = completed(template, config);
  for (const { name, type, values = [] } of template.options) {
    if (!(name in all)) continue;
    const allowed = type === 'bool' ? [true, false] : values;
    if (!allowed.some((each) => each === all[name])) throw wrong(`The option ${name} does not have this value.`);
  }
  for (const { name, label, validation, validation_description: description } of template.fields) {
    const value = all[name];
    if (!(name in all)) continue;
    if (typeof value !== 'string' || (validation !== '' && !new RegExp(validation, 's').test(value))) {
      throw wrong(`${label}: ${description}`);
    }
  }
}

/** The configuration as the API shows it. */
export function withoutSecrets(template: Template | undefined, config: Config): Config {
  const secret = new Set(template?.fields.filter((field) => field.secret).map(({ name }) => name));
  return Object.fromEntries(Object.entries(config).filter(([name]) => !secret.has(name)));
}

/** The values of secret fields. */
export function secretsIn(template: Template | undefined, config: Config): readonly string[] {
  const fields = template?.fields.filter((field) => field.secret) ?? [];
  return fields
    .map(({ name }) => config[name])
    .filter((value) => typeof value === 'string' && value !== '') as string[];
}

export function authTypeOf(templateId: string, config: Config): AuthType {
  if (templateId === 'connect') return 'Visitor API Key';
  return authTypes.find((type) => type === config['auth_type']) ?? 'Viewer';
}

function wrong(message: string): ApiError {
  return new ApiError(400, 'OAuthTemplateConfig', message);
}
