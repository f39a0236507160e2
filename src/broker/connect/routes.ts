import type { ContentUse } from '../../core/contentUses.js';
import type { Reply } from '../face.js';
import { errorReply } from './answers.js';
import * as messages from './messages.js';
import type { Caller, ContentSubjects } from './subjects.js';

/** What paths of the API begin with. */
export const API = '/__api__';
export const PING = '/__ping__';
/** The path of requests for credentials. */
export const CREDENTIALS = `${API}/v1/oauth/integrations/credentials`;

/** A recent version of Connect: clients refuse to make calls that theirs did not have. */
const VERSION = '2026.06.0';

export interface ApiState {
  readonly caller: Caller;
  readonly subjects: Pick<ContentSubjects, 'contentGuid' | 'guidOf'>;
  readonly uses: readonly ContentUse[];
  /** The base URL of the server, with a slash at the end. */
  readonly url: string;
}

/** A path without the query. Clients join the server's URL, which ends with a slash, and a path that begins with one. */
export function foldedPath(path: string): string {
  const [withoutQuery = ''] = path.split('?');
  return withoutQuery.replace(/\/{2,}/g, '/');
}

/** The API key in a header `Authorization: Key …`; empty if there is none. */
export function keyIn(authorization = ''): string {
  return /^key (\S+)$/i.exec(authorization)?.[1] ?? '';
}

/** What clients of Connect ask a server before they ask for credentials: its version, the user, and the content. */
export function apiReply(path: string, state: ApiState): Reply | undefined {
  const [, content = '', associations] =
    /^\/__api__\/v1\/content\/([^/]+)(\/oauth\/integrations\/associations)?$/.exec(path) ?? [];
  switch (true) {
    case path === PING:
      return ok({});
    case path === `${API}/server_settings`:
      return ok({ version: VERSION, oauth_integrations_enabled: true, license: { 'oauth-integrations': true } });
    case path === `${API}/v1/user`:
      return ok(user(state));
    case content === '':
      return undefined;
    case content.toLowerCase() !== state.subjects.contentGuid:
      return errorReply('ObjectDoesNotExist', messages.unknownContent(content), 404);
    default:
      return ok(associations === undefined ? contentItem(state) : state.uses.map((use) => association(use, state)));
  }
}

const ok = (body: object): Reply => ({ status: 200, body });

/** No member is ever null: R clients fail on that. */
function user({ caller: { username, isVisitor }, subjects }: ApiState): object {
  return {
    ...{ guid: subjects.guidOf(username), username, first_name: username, last_name: '', email: '' },
    ...{ user_role: isVisitor ? 'viewer' : 'publisher', confirmed: true, locked: false },
  };
}

function contentItem({ caller, subjects, url }: ApiState): object {
  const guid = subjects.contentGuid;
  return {
    ...{ guid, name: 'content-under-development', title: 'Content under development', description: '' },
    ...{ access_type: 'acl', content_category: '', app_mode: 'unknown' },
    ...{ owner_guid: subjects.guidOf(caller.username), app_role: caller.isVisitor ? 'viewer' : 'owner' },
    ...{ content_url: `${url}content/${guid}/`, dashboard_url: `${url}connect/#/apps/${guid}` },
  };
}

function association({ guid, name, template, authType, since }: ContentUse, { subjects }: ApiState): object {
  return {
    ...{ app_guid: subjects.contentGuid, content_guid: subjects.contentGuid },
    ...{ oauth_integration_guid: guid, oauth_integration_name: name, oauth_integration_description: '' },
    ...{ oauth_integration_template: template, oauth_integration_auth_type: authType },
    created_time: new Date(since).toISOString(),
  };
}
