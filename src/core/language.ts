import { t } from '@vscode/l10n';

/** The language that texts are in, for the `lang` attribute of a page (BCP 47). A translation names its own. */
export const language = (): string => t('en');
