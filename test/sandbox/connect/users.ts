import type { Account } from '../interactions.js';

/** The roles of Posit Connect, least privileged first. */
export const roles = ['viewer', 'publisher', 'administrator'] as const;
export type Role = (typeof roles)[number];

export interface User extends Account {
  readonly guid: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
}

const PASSWORD = 'sandbox-demo';

/** One user for each role, whose login is the name of the role. */
export const users: Readonly<Record<Role, User>> = {
  viewer: user('viewer', '3f1d5c1e-5f0b-4f39-9a54-0d6a2b7c9e01', 'Vera', 'Viewer'),
  publisher: user('publisher', '8c27b0d4-1a5e-4c7b-b0a9-6e3f4d2c8b02', 'Paul', 'Publisher'),
  administrator: user('administrator', 'd4b8e6f0-7c92-4e1d-8f35-2a9c0b5e7d03', 'Ada', 'Administrator'),
};

function user(role: Role, guid: string, firstName: string, lastName: string): User {
  return { guid, login: role, password: PASSWORD, firstName, lastName, role };
}

export function userByLogin(login: string): User | undefined {
  return Object.values(users).find((each) => each.login === login);
}

export function isAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** The answer of `GET /v1/user`. */
export function userToWire({ guid, login, firstName, lastName, role }: User): object {
  return {
    guid,
    username: login,
    first_name: firstName,
    last_name: lastName,
    email: `${login}@example.com`,
    user_role: role,
    created_time: '2026-01-05T08:00:00Z',
    updated_time: '2026-01-05T08:00:00Z',
    active_time: '2026-01-05T08:00:00Z',
    confirmed: true,
    locked: false,
  };
}
