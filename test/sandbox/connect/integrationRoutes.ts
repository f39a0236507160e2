import { ApiError, checkGuid, notFound, permissionDenied } from './apiError.js';
import type { Caller } from './callers.js';
import { associationToWire } from './contentRoutes.js';
import type { ContentItems } from './content.js';
import { mayUse, type Integration, type IntegrationInput, type Integrations } from './integrations.js';
import { EmptyAnswer, isObject, type Route } from './router.js';
import type { Sessions } from './sessions.js';
import { findTemplate, templates } from './templates.js';

export interface IntegrationStores {
  readonly integrations: Integrations;
  readonly content: ContentItems;
  readonly sessions: Sessions;
}

/** @param verify gets a token for a service account, to see whether its configuration works */
export function integrationRoutes(
  { integrations, content, sessions }: IntegrationStores,
  verify: (integration: Integration) => Promise<unknown>,
): readonly Route[] {
  const toWire = (caller: Caller, integration: Integration) =>
    integrations.toWire(
      integration,
      caller.role === 'administrator' ? content.using(integration.guid).length : undefined,
    );
  const path = '/v1/oauth/integrations';
  return [
    { method: 'GET', path: '/v1/oauth/templates', role: 'publisher', answer: () => templates },
    {
      method: 'GET',
      path: '/v1/oauth/templates/{key}',
      role: 'publisher',
      answer: ({ parameters }) => {
        const found = findTemplate(parameters['key'] ?? '');
        if (!found) throw new ApiError(404, 'OAuthTemplateNotFound', 'The OAuth template does not exist.');
        return found;
      },
    },
    {
      method: 'GET',
      path,
      role: 'publisher',
      answer: ({ caller }) => integrations.listFor(caller).map((each) => toWire(caller, each)),
    },
    {
      method: 'POST',
      path,
      role: 'administrator',
      answer: async ({ caller, json }) => toWire(caller, integrations.create(toInput(await json()))),
    },
    {
      method: 'GET',
      path: `${path}/{guid}`,
      role: 'publisher',
      answer: ({ caller, parameters }) => {
        const found = integrations.get(parameters['guid'] ?? '');
        if (!mayUse(caller, found)) throw permissionDenied();
        return toWire(caller, found);
      },
    },
    {
      method: 'PATCH',
      path: `${path}/{guid}`,
      role: 'administrator',
      answer: async ({ caller, parameters, json }) =>
        toWire(caller, integrations.update(parameters['guid'] ?? '', toInput(await json()))),
    },
    {
      method: 'DELETE',
      path: `${path}/{guid}`,
      role: 'administrator',
      answer: ({ parameters }) => {
        const guid = parameters['guid'] ?? '';
        integrations.delete(guid);
        content.forgetIntegration(guid);
        sessions.forgetIntegration(guid);
        return new EmptyAnswer(204);
      },
    },
    {
      method: 'GET',
      path: `${path}/{guid}/associations`,
      role: 'administrator',
      answer: ({ parameters }) => {
        const integration = integrations.get(parameters['guid'] ?? '');
        return content
          .using(integration.guid)
          .map((each) => associationToWire(each.content, each.association, integration));
      },
    },
    {
      method: 'POST',
      path: `${path}/{guid}/verify`,
      role: 'administrator',
      answer: async ({ parameters }) => {
        await verify(serviceAccount(integrations.find(parameters['guid'] ?? '')));
        return new EmptyAnswer(200);
      },
    },
  ];
}

function serviceAccount(integration: Integration | undefined): Integration {
  if (!integration) throw notFound();
  if (integration.authType === 'Service Account') return integration;
  const message = 'Only integrations with the authentication type "Service Account" can be verified.';
  throw new ApiError(400, 'OAuthServiceAccountTestInvalidAuthType', message);
}

const MEMBERS = ['name', 'description', 'template', 'config', 'permissions'];

/** Reads the body of POST and PATCH. @throws ApiError where a member has another type, or is unknown. */
function toInput(body: Readonly<Record<string, unknown>>): IntegrationInput {
  const { name, description, template, config, permissions } = body;
  const unknown = Object.keys(body).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw malformed(`The member ${unknown} is not known.`);
  if (!isOptional(name, isTextOrNull) || !isOptional(description, isTextOrNull)) {
    throw malformed('name and description must be texts.');
  }
  if (!isOptional(template, isText)) throw malformed('template must be a text.');
  if (!isOptional(config, isObject)) throw malformed('config must be an object.');
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(template === undefined ? {} : { template }),
    ...(config === undefined ? {} : { config }),
    ...(permissions === undefined || permissions === null ? {} : { permissions: toPermissions(permissions) }),
  };
}

function toPermissions(value: unknown): NonNullable<IntegrationInput['permissions']> {
  if (!Array.isArray(value)) throw malformed('permissions must be a list.');
  return value.map((each: unknown) => {
    const { user_guid: user = null, group_guid: group = null } = isObject(each) ? each : {};
    if (!isTextOrNull(user) || !isTextOrNull(group) || (user === null) === (group === null)) {
      throw malformed('A permission names one user or one group.');
    }
    return { userGuid: user && checkGuid(user), groupGuid: group && checkGuid(group) };
  });
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => isText(value) || value === null;

function isOptional<T>(value: unknown, isRight: (value: unknown) => value is T): value is T | undefined {
  return value === undefined || isRight(value);
}

function malformed(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}
