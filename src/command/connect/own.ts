/** The servers that the command signs in to by itself, without an editor window: in one file of the bundle. */
export { ownServersList, ownToken } from './access.js';
export { createOwnIntegration, ownIntegrations } from './integrations.js';
export { ownLogins } from './ownLogins.js';
export { OwnServers } from './ownServers.js';
