/*
 * The subcommands for Posit Connect servers, in one file of the bundle. What only a terminal outside an editor window needs
 * is in `own.ts`.
 */
export { readIntegration } from '../integrationFile.js';
export { createServerIntegration, serverIntegrations } from '../serverIntegrations.js';
export { connectToken, servers } from '../servers.js';
export { BrokeredLogins } from './brokeredLogins.js';
export { login } from './login.js';
export { loginRequest } from './loginOptions.js';
export { logout, wantedServer } from './logout.js';
export { runContent } from './run.js';
export { terminalProgress } from './terminalPorts.js';
