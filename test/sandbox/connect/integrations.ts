import { randomUUID } from 'node:crypto';
import { ApiError, notFound } from './apiError.js';
import type { Caller } from './callers.js';
import {
  authTypeOf,
  checkConfig,
  completed,
  secretsIn,
  withoutSecrets,
  type AuthType,
  type Config,
} from './integrationConfig.js';
import { findTemplate } from './templates.js';

export interface Permission {
  readonly guid: string;
  readonly userGuid: string | null;
  readonly groupGuid: string | null;
}

export interface Integration {
  readonly id: number;
  readonly guid: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly template: string;
  readonly authType: AuthType;
  /** Complete, with secrets. */
  readonly config: Config;
  readonly permissions: readonly Permission[];
  readonly created: string;
  readonly updated: string;
}

/** What an administrator gives for a new integration, or to change one. */
export interface IntegrationInput {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly template?: string;
  readonly config?: Config;
  readonly permissions?: readonly Pick<Permission, 'userGuid' | 'groupGuid'>[];
}

/** How the server shows `auth_type`: older ones have it in the configuration, or nowhere. */
export type AuthTypeStyle = 'member' | 'config' | 'none';

/** The integrations of a server, in the order of their creation. */
export class Integrations {
  readonly #all = new Map<string, Integration>();
  #created = 0;

  constructor(
    private readonly authTypeStyle: AuthTypeStyle,
    private readonly onSecret: (secret: string) => void,
  ) {}

  /** Those that a caller may use: one with permissions is for the people named there, and for administrators. */
  listFor(caller: Caller): readonly Integration[] {
    return [...this.#all.values()].filter((each) => mayUse(caller, each));
  }

  find(guid: string): Integration | undefined {
    return this.#all.get(guid);
  }

  /** @throws ApiError 404 */
  get(guid: string): Integration {
    const found = this.find(guid);
    if (!found) throw notFound();
    return found;
  }

  /** @throws ApiError where the template does not allow it. */
  create({ name = null, description = null, template: id = '', config = {}, permissions = [] }: IntegrationInput) {
    const template = findTemplate(id);
    if (!template) throw new ApiError(400, 'OAuthTemplateNotFound', 'The OAuth template does not exist.');
    checkConfig(template, config);
    const now = new Date().toISOString();
    return this.#store({
      ...{ id: ++this.#created, guid: randomUUID(), name, description, template: id, created: now, updated: now },
      ...{ authType: authTypeOf(id, completed(template, config)), config: completed(template, config) },
      permissions: toPermissions(permissions),
    });
  }

  /** Changes what is given, field by field in `config`. @throws ApiError where that is not allowed. */
  update(guid: string, { name, description, template: newTemplate, config, permissions }: IntegrationInput) {
    const old = this.get(guid);
    if (newTemplate !== undefined) {
      throw new ApiError(400, 'OAuthTemplateProhibitedChange', "An integration's template can't be changed.");
    }
    const template = findTemplate(old.template);
    const changed = { ...old.config, ...config };
    if (template && config) checkConfig(template, changed);
    return this.#store({
      ...old,
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description }),
      ...(template && config
        ? { config: completed(template, changed), authType: authTypeOf(old.template, changed) }
        : {}),
      ...(permissions ? { permissions: toPermissions(permissions) } : {}),
      updated: new Date().toISOString(),
    });
  }

  delete(guid: string): void {
    this.get(guid);
    this.#all.delete(guid);
  }

  /** As the API shows it. @param contentCount for administrators */
  toWire(integration: Integration, contentCount?: number): object {
    const { id, guid, name, description, template, permissions, created, updated, authType } = integration;
    const found = findTemplate(template);
    return {
      ...{ id: String(id), guid, created_time: created, updated_time: updated, name, description, template },
      ...(this.authTypeStyle === 'member' ? { auth_type: authType } : {}),
      config: this.#shownConfig(integration),
      permissions: permissions.map((each, index) => ({
        ...{ id: String(index + 1), guid: each.guid, integration_guid: guid },
        ...{ user_guid: each.userGuid, group_guid: each.groupGuid },
      })),
      environment_variables: found?.environment_variables ?? [],
      ...(contentCount === undefined ? {} : { content_count: contentCount }),
    };
  }

  #shownConfig({ template, config, authType }: Integration): Config {
    const shown = withoutSecrets(findTemplate(template), config);
    if (this.authTypeStyle === 'member') return shown;
    const rest = Object.fromEntries(Object.entries(shown).filter(([name]) => name !== 'auth_type'));
    return this.authTypeStyle === 'none' ? rest : { ...rest, auth_type: authType };
  }

  #store(integration: Integration): Integration {
    secretsIn(findTemplate(integration.template), integration.config).forEach(this.onSecret);
    this.#all.set(integration.guid, integration);
    return integration;
  }
}

/** Whether a caller may see and use an integration. */
export function mayUse({ user, role }: Caller, { permissions }: Integration): boolean {
  return (
    role === 'administrator' || permissions.length === 0 || permissions.some((each) => each.userGuid === user?.guid)
  );
}

function toPermissions(inputs: NonNullable<IntegrationInput['permissions']>): Permission[] {
  return inputs.map(({ userGuid, groupGuid }) => ({ guid: randomUUID(), userGuid, groupGuid }));
}
