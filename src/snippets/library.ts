import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import { asCredentialError, CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import type { SnippetContext } from './context.js';
import { renderSnippet } from './render.js';
import { mergeTemplates, type Template, templatesIn } from './templates.js';

/** The languages in which snippets can be had: the built-in ones, and those of the user's own templates. */
export class SnippetLibrary {
  /**
   * @param builtInFolder the extension's own templates
   * @param ownFolder gives the folder of the user's templates, or an empty text; asked each time
   * @param warn is told when that folder can't be read: the built-in languages are there all the same
   */
  constructor(
    private readonly builtInFolder: string,
    private readonly ownFolder: () => string,
    private readonly warn: (error: CredentialError) => void,
  ) {}

  /** One template for each language, read anew each time: a user who writes one sees it at once. */
  async templates(): Promise<readonly Template[]> {
    return mergeTemplates(await templatesIn(this.builtInFolder), await this.#ownTemplates());
  }

  /** By name, without case. Throws `CredentialError` (`configuration`) for a language that is not there. */
  async template(language: string): Promise<Template> {
    const found = (await this.templates()).find((each) => each.language.toLowerCase() === language.toLowerCase());
    if (!found) {
      throw new CredentialError(
        'configuration',
        t(
          'There is no snippet template for {0}. Check the setting availableCredentials.snippets.folder.',
          oneLine(language),
        ),
      );
    }
    return found;
  }

  /** The code that asks for one credential. Throws `CredentialError` that names the template, and the field. */
  async render(language: string, context: SnippetContext): Promise<string> {
    return renderSnippet(await this.template(language), context);
  }

  async #ownTemplates(): Promise<readonly Template[]> {
    const folder = this.ownFolder().replace(/^~(?=$|[\\/])/, homedir());
    if (folder === '') {
      return [];
    }
    try {
      return await templatesIn(path.resolve(homedir(), folder));
    } catch (error) {
      this.warn(asCredentialError(error, t('Your snippet templates could not be read.')));
      return [];
    }
  }
}
