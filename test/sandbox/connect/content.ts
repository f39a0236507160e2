import { randomUUID } from 'node:crypto';
import { ApiError, notFound } from './apiError.js';
import type { Caller } from './callers.js';
import type { Integration } from './integrations.js';
import { users, type Role, type User } from './users.js';

export interface Association {
  readonly integrationGuid: string;
  readonly created: string;
}

export interface Content {
  readonly guid: string;
  readonly name: string;
  readonly title: string;
  readonly appMode: string;
  readonly owner: User;
  readonly collaborators: readonly User[];
  readonly created: string;
  associations: readonly Association[];
}

export interface ContentInput {
  readonly name: string;
  readonly title: string;
  readonly appMode?: string;
  /** The role of the user who owns it. */
  readonly owner: Role;
  readonly collaborators?: readonly Role[];
}

const CONTENT_AT_START: readonly ContentInput[] = [
  { name: 'sales-dashboard', title: 'Sales dashboard', appMode: 'python-shiny', owner: 'publisher' },
  { name: 'forecast-api', title: 'Forecast API', appMode: 'python-fastapi', owner: 'publisher' },
  { name: 'churn-report', title: 'Churn report', appMode: 'quarto-static', owner: 'publisher' },
  { name: 'usage-report', title: 'Usage report', owner: 'administrator', collaborators: ['publisher'] },
  { name: 'audit', title: 'Audit', owner: 'administrator' },
];

/** The content of a server, and which integrations it uses. */
export class ContentItems {
  readonly #all = new Map<string, Content>();

  constructor() {
    CONTENT_AT_START.forEach((each) => this.create(each));
  }

  create({ name, title, appMode = 'shiny', owner, collaborators = [] }: ContentInput): Content {
    const content: Content = {
      ...{ guid: randomUUID(), name, title, appMode, owner: users[owner], associations: [] },
      ...{ collaborators: collaborators.map((role) => users[role]), created: new Date().toISOString() },
    };
    this.#all.set(content.guid, content);
    return content;
  }

  /** What a caller can see: administrators see everything, others what they own or work on. */
  listFor(caller: Caller): readonly Content[] {
    return [...this.#all.values()].filter((each) => maySee(caller, each));
  }

  /** @throws ApiError 404, also where the caller may not see it. */
  getFor(caller: Caller, guid: string): Content {
    const found = this.#all.get(guid);
    if (!found || !maySee(caller, found)) throw notFound();
    return found;
  }

  find(guid: string): Content | undefined {
    return this.#all.get(guid);
  }

  /** Those that use an integration. */
  using(integrationGuid: string): readonly { readonly content: Content; readonly association: Association }[] {
    return [...this.#all.values()].flatMap((content) =>
      content.associations
        .filter((association) => association.integrationGuid === integrationGuid)
        .map((association) => ({ content, association })),
    );
  }

  /** After an integration was deleted. */
  forgetIntegration(integrationGuid: string): void {
    for (const content of this.#all.values()) {
      content.associations = content.associations.filter((each) => each.integrationGuid !== integrationGuid);
    }
  }
}

/**
 * Replaces the associations of a content item; those that stay keep their time.
 *
 * @param several whether the server allows more than one
 * @throws ApiError for duplicates, and for several where only one is allowed.
 */
export function associate(content: Content, integrations: readonly Integration[], several: boolean): void {
  const guids = integrations.map(({ guid }) => guid);
  if (new Set(guids).size < guids.length) {
    throw new ApiError(400, 'InvalidOAuthIntegrationsDuplicates', 'The same OAuth integration is listed twice.');
  }
  if (guids.length > 1 && !several) {
    throw new ApiError(400, 'InvalidOAuthIntegrations', 'Only one OAuth integration can be associated with content.');
  }
  const now = new Date().toISOString();
  content.associations = guids.map(
    (integrationGuid) =>
      content.associations.find((each) => each.integrationGuid === integrationGuid) ?? {
        integrationGuid,
        created: now,
      },
  );
}

/** What a caller may do with a content item, in Connect's words. */
export function contentRoleOf({ user }: Caller, { owner, collaborators }: Content): 'owner' | 'editor' | 'none' {
  if (user?.guid === owner.guid) return 'owner';
  return collaborators.some(({ guid }) => guid === user?.guid) ? 'editor' : 'none';
}

function maySee(caller: Caller, content: Content): boolean {
  return caller.role === 'administrator' || contentRoleOf(caller, content) !== 'none';
}
