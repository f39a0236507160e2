/* What is known of Posit Connect servers before their code is loaded. */

/** The commands, by their names below `availableCredentials.`. */
export const CONNECT_COMMANDS = [
  'signInToConnect',
  'removeConnectServer',
  'setDefaultConnectServer',
  'createConnectIntegration',
  'editConnectIntegration',
  'deleteConnectIntegration',
  'associateWithContent',
] as const;

export type ConnectCommand = (typeof CONNECT_COMMANDS)[number];
