import {
  member,
  objectAt,
  objectsAt,
  optionalCount,
  optionalGuid,
  optionalText,
  optionalTime,
  type Place,
  requiredGuid,
} from './fields.js';

/** What is deployed at a server. Its texts are as received. */
export interface Content {
  readonly guid: string;
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly ownerGuid: string | undefined;
  readonly ownerName: string | undefined;
  /** What the user may do with it, in the server's words, such as `owner`, `editor` or `none`. */
  readonly role: string | undefined;
  /** Such as `python-shiny`. */
  readonly kind: string | undefined;
  readonly dashboardUrl: string | undefined;
}

/** One page of what was found. */
export interface FoundContent {
  readonly items: readonly Content[];
  /** How many there are in all; `undefined` if the server does not say. */
  readonly total: number | undefined;
}

/** That a content item uses an integration. */
export interface Association {
  readonly contentGuid: string | undefined;
  /** `undefined` if the integration has been deleted. */
  readonly integrationGuid: string | undefined;
  readonly name: string | undefined;
  readonly template: string | undefined;
  readonly authType: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
}

/** Parses a page of a search. Throws `WrongField`. */
export function parseFoundContent(json: unknown): FoundContent {
  const page = objectAt(json, '');
  return {
    items: objectsAt(member(page, 'results'), 'results').map(contentIn),
    total: optionalCount(page, 'total'),
  };
}

function contentIn(place: Place): Content {
  const owner = member(place, 'owner');
  return {
    guid: requiredGuid(place, 'guid'),
    name: optionalText(place, 'name') || undefined,
    title: optionalText(place, 'title') || undefined,
    ownerGuid: optionalGuid(place, 'owner_guid'),
    ownerName: owner === undefined ? undefined : optionalText(objectAt(owner, `${place.path}.owner`), 'username'),
    role: optionalText(place, 'app_role') || undefined,
    kind: optionalText(place, 'app_mode') || undefined,
    dashboardUrl: optionalText(place, 'dashboard_url') || undefined,
  };
}

/** Parses a list of associations. Throws `WrongField`. */
export function parseAssociations(json: unknown): readonly Association[] {
  return objectsAt(json, '').map((place) => ({
    // Older servers know only the name that is deprecated now.
    contentGuid: optionalGuid(place, 'content_guid') ?? optionalGuid(place, 'app_guid'),
    integrationGuid: optionalGuid(place, 'oauth_integration_guid'),
    name: optionalText(place, 'oauth_integration_name') || undefined,
    template: optionalText(place, 'oauth_integration_template') || undefined,
    authType: optionalText(place, 'oauth_integration_auth_type') || undefined,
    createdAt: optionalTime(place, 'created_time'),
  }));
}
