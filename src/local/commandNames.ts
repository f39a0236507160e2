/** The commands of this source, by their names below `availableCredentials.`: known before its code is loaded. */
export const LOCAL_COMMANDS = [
  'addIntegration',
  'addIntegrationFromJson',
  'editIntegration',
  'removeIntegration',
  'copyConnectRequest',
  'forgetLocalSignIns',
] as const;

export type LocalCommand = (typeof LOCAL_COMMANDS)[number];
