import { t } from '@vscode/l10n';

/** The name of the broker for users: what it does. */
export const brokerName = (): string => t('Credentials in Terminals');
export const brokerShort = (): string => t('Credentials');
export const turnOn = (): string => t('Turn On');
export const turnOff = (): string => t('Turn Off');
export const allowInWindow = (): string => t('Allow in This Window');
export const manageTrust = (): string => t('Manage Workspace Trust');

export function brokerTooltip(state: 'on' | 'restricted' | 'restrictedInSession'): string {
  return `${brokerState(state)} ${state === 'on' ? t('Click to turn this off.') : t('Click to allow this.')}`;
}

export const portLost = (): string =>
  t(
    'Terminals, consoles and notebooks that were opened before get no access tokens any more, since another program now uses their port. Open new terminals, restart consoles, and run Use Credentials in This Notebook again.',
  );

export const brokerStateLabel = (): string => t('State');
export const brokerAddressLabel = (): string => t('Address');

/** Whether code in terminals gets access tokens, and if not, why. */
export type BrokerState =
  | 'servedByWorkbench'
  | 'restrictedInSession'
  | 'offInSession'
  | 'off'
  | 'on'
  | 'restricted'
  | 'failed'
  | 'nothingToServe';

export function brokerState(state: BrokerState): string {
  switch (state) {
    case 'servedByWorkbench':
      return t('In this session, Posit Workbench provides tokens to code.');
    case 'restrictedInSession':
      return t(
        'In this session, Posit Workbench provides tokens to code. This window is in Restricted Mode: the command credentials does not know your local integrations until you allow it. Allow it only if you trust the code that you run there.',
      );
    case 'offInSession':
      return t(
        'In this session, Posit Workbench provides tokens to code. Credentials in Terminals is turned off: content under development gets no tokens, and the command credentials does not know your local integrations.',
      );
    case 'off':
      return t("Credentials in Terminals is turned off: code in this window's terminals gets no access tokens.");
    case 'on':
      return t("Code in this window's terminals can get the access tokens of your local integrations.");
    case 'restricted':
      return t(
        'This window is in Restricted Mode: code in its terminals gets no access tokens until you allow it. Allow it only if you trust the code that you run there.',
      );
    case 'failed':
      return t('Credentials in Terminals could not be started. See the log for details, then reload the window.');
    case 'nothingToServe':
      return t('There are no local integrations yet, so code in terminals gets no access tokens.');
  }
}

export const terminalWithoutCredentials = (): string => t('Without Credentials');
