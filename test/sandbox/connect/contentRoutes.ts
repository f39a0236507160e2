import { ApiError, checkGuid, permissionDenied } from './apiError.js';
import type { Caller } from './callers.js';
import { associate, contentRoleOf, type Association, type Content, type ContentItems } from './content.js';
import type { Features } from './features.js';
import { mayUse, type Integration, type Integrations } from './integrations.js';
import { EmptyAnswer, isObject, type Route } from './router.js';
import { page } from './serverRoutes.js';

/** @param serverUrl of this server, without trailing slash */
export function contentRoutes(
  content: ContentItems,
  integrations: Integrations,
  features: Features,
  serverUrl: string,
): readonly Route[] {
  const associations = '/v1/content/{guid}/oauth/integrations/associations';
  const toWire = (caller: Caller, each: Content) => contentToWire(caller, each, serverUrl);
  return [
    {
      method: 'GET',
      path: '/v1/content',
      answer: ({ caller, query }) => {
        const [name, owner] = [query.get('name'), query.get('owner_guid')];
        const found = content
          .listFor(caller)
          .filter((each) => (name ?? each.name) === each.name && (owner ?? each.owner.guid) === each.owner.guid);
        return found.map((each) => toWire(caller, each));
      },
    },
    {
      method: 'GET',
      path: '/v1/search/content',
      answer: ({ caller, query }) => {
        const wanted = (query.get('q') ?? '').toLowerCase();
        const found = content
          .listFor(caller)
          .filter(({ name, title }) => [name, title].some((text) => text.toLowerCase().includes(wanted)));
        return page(
          found.map((each) => toWire(caller, each)),
          query,
        );
      },
    },
    {
      method: 'GET',
      path: '/v1/content/{guid}',
      answer: ({ caller, parameters }) => toWire(caller, content.getFor(caller, parameters['guid'] ?? '')),
    },
    {
      method: 'GET',
      path: associations,
      answer: ({ caller, parameters }) => {
        const found = content.getFor(caller, parameters['guid'] ?? '');
        return found.associations.map((each) =>
          associationToWire(found, each, integrations.find(each.integrationGuid)),
        );
      },
    },
    {
      method: 'PUT',
      path: associations,
      role: 'publisher',
      answer: async ({ caller, parameters, value }) => {
        const found = content.getFor(caller, parameters['guid'] ?? '');
        if (contentRoleOf(caller, found) !== 'owner') throw permissionDenied();
        const wanted = toGuids(await value()).map((guid) => usable(caller, integrations.find(guid)));
        associate(found, wanted, features.severalAssociations);
        return new EmptyAnswer(204);
      },
    },
  ];
}

/** An association as the API shows it. */
export function associationToWire(content: Content, { created }: Association, integration?: Integration): object {
  return {
    app_guid: content.guid,
    content_guid: content.guid,
    oauth_integration_guid: integration?.guid ?? null,
    oauth_integration_name: integration?.name ?? null,
    oauth_integration_description: integration?.description ?? null,
    oauth_integration_template: integration?.template ?? null,
    oauth_integration_auth_type: integration?.authType ?? null,
    created_time: created,
  };
}

function contentToWire(caller: Caller, content: Content, serverUrl: string): object {
  const { guid, name, title, appMode, owner, created } = content;
  return {
    ...{ guid, name, title, description: '', access_type: 'acl', locked: false, app_mode: appMode },
    ...{ created_time: created, last_deployed_time: created, bundle_id: '1', content_category: '' },
    content_url: `${serverUrl}/content/${guid}/`,
    dashboard_url: `${serverUrl}/connect/#/apps/${guid}`,
    owner_guid: owner.guid,
    owner: { guid: owner.guid, username: owner.login, first_name: owner.firstName, last_name: owner.lastName },
    app_role: contentRoleOf(caller, content),
    id: String(parseInt(guid.slice(0, 6), 16)),
  };
}

function toGuids(body: unknown): readonly string[] {
  const malformed = new ApiError(400, 'BadRequest', 'The body must be a list of objects with oauth_integration_guid.');
  if (!Array.isArray(body)) throw malformed;
  return body.map((each: unknown) => {
    const guid = isObject(each) ? each['oauth_integration_guid'] : undefined;
    if (typeof guid !== 'string') throw malformed;
    return checkGuid(guid);
  });
}

function usable(caller: Caller, integration: Integration | undefined): Integration {
  if (integration && mayUse(caller, integration)) return integration;
  throw new ApiError(400, 'InvalidOAuthIntegrationGUID', 'The OAuth integration does not exist.');
}
