import type { Secret } from '../../core/secret.js';
import { type Config, type ConfigValue, optionalConfig } from './configValue.js';
import {
  objectAt,
  objectsAt,
  optionalCount,
  optionalGuid,
  optionalObjects,
  optionalText,
  optionalTexts,
  optionalTime,
  type Place,
  requiredGuid,
} from './fields.js';

/** Who the tokens of an integration are for: those who use content, the content itself, or Connect's own API. */
export const AUTH_TYPES = ['Viewer', 'Service Account', 'Visitor API Key'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];

/** An OAuth integration of a server. Its texts are as received. */
export interface ConnectIntegration {
  readonly guid: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly template: string | undefined;
  /** `undefined` if the server does not say, or says something unknown, which is in `authTypeText`. */
  readonly authType: AuthType | undefined;
  readonly authTypeText: string | undefined;
  /** Without secrets, which the server never returns. */
  readonly config: Config;
  readonly permissions: readonly Permission[];
  readonly environmentVariables: readonly string[];
  /** How many content items use it; only administrators receive it. */
  readonly contentCount: number | undefined;
  /** Milliseconds since the epoch, as is `updatedAt`. */
  readonly createdAt: number | undefined;
  readonly updatedAt: number | undefined;
}

/** Who may use an integration: a user or a group. */
export interface Permission {
  readonly userGuid: string | undefined;
  readonly groupGuid: string | undefined;
}

/** A configuration to send, with its secrets. */
export type NewConfig = Readonly<Record<string, ConfigValue | Secret>>;

export interface NewIntegration {
  readonly template: string;
  readonly name?: string;
  readonly description?: string;
  readonly config: NewConfig;
  /** Who may use it; without any, everyone may. */
  readonly permissions?: readonly Permission[];
}

/** What to change; what is absent stays. An empty list of permissions lets everyone use the integration. */
export interface IntegrationChanges {
  readonly name?: string;
  readonly description?: string;
  readonly config?: NewConfig;
  readonly permissions?: readonly Permission[];
}

/** Parses an integration. Throws `WrongField`. */
export function parseIntegration(json: unknown): ConnectIntegration {
  return integrationIn(objectAt(json, ''));
}

/** Parses a list of integrations. Throws `WrongField`. */
export function parseIntegrations(json: unknown): readonly ConnectIntegration[] {
  return objectsAt(json, '').map(integrationIn);
}

function integrationIn(place: Place): ConnectIntegration {
  const config = optionalConfig(place, 'config');
  const template = optionalText(place, 'template') || undefined;
  // Before it became a member, it was one of the values of `config`, and before that it was not shown.
  const authTypeText = optionalText(place, 'auth_type') || textIn(config, 'auth_type');
  return {
    guid: requiredGuid(place, 'guid'),
    name: optionalText(place, 'name') || undefined,
    description: optionalText(place, 'description') || undefined,
    template,
    authType: authTypeText === undefined ? assumedAuthType(template) : AUTH_TYPES.find((each) => each === authTypeText),
    authTypeText,
    config,
    permissions: optionalObjects(place, 'permissions').map((each) => ({
      userGuid: optionalGuid(each, 'user_guid'),
      groupGuid: optionalGuid(each, 'group_guid'),
    })),
    environmentVariables: optionalTexts(place, 'environment_variables'),
    contentCount: optionalCount(place, 'content_count'),
    createdAt: optionalTime(place, 'created_time'),
    updatedAt: optionalTime(place, 'updated_time'),
  };
}

function textIn(config: Config, name: string): string | undefined {
  const value = config[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Integrations of the template `connect` give API keys of Connect itself, whatever they are configured to. */
function assumedAuthType(template: string | undefined): AuthType | undefined {
  return template === 'connect' ? 'Visitor API Key' : undefined;
}
