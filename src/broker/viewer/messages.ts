import { t } from '@vscode/l10n';
import { oneLine } from '../../core/text.js';

/* What the viewer's proxy tells the user's browser and the log. Functions, since the language is known only after activation. */

const openAgain = (): string => t('Choose Open App as Viewer… in your editor to open the app.');

export const titles = {
  refused: (): string => t('The app was not opened'),
  entered: (): string => t('Opening the app…'),
  down: (port: number): string => t('The app at port {0} does not answer', port),
};

export const foreignHost = (): string =>
  t('This is not the address at which your editor opened the app. {0}', openAgain());

export const foreignPage = (): string => t('Another web page may not open or call the app. {0}', openAgain());

export const noCookie = (): string =>
  t('This browser was not let in, or the editor has stopped showing the app as a viewer. {0}', openAgain());

export const usedLink = (): string => t('This link was used before, or it has expired. {0}', openAgain());

export const malformed = (): string => t('The request is not one of a browser. {0}', openAgain());

export const tooManyUpgrades = (most: number): string =>
  t('The app has {0} open WebSocket connections. Close some of its tabs.', most);

export const viewedAs = (viewer: string, author: string): string =>
  t('The app sees {0}. The access tokens that it gets are still those of {1}.', oneLine(viewer), oneLine(author));

export const entered = (): string => t('If nothing happens, follow this link:');

export const enter = (): string => t('Open the app');

export const down = (): string =>
  t('Start it, or wait until it has restarted. This page tries again every two seconds.');

export const loggedOnce = (): string => t('(Logged only once.)');
