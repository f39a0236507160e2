import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { ContentSnippets } from '../core/integration.js';
import { asCredentialError, CredentialError } from '../core/errors.js';
import { oneLine } from '../core/text.js';
import type { SnippetContext } from './context.js';
import * as messages from './messages.js';
import { renderSnippet } from './render.js';
import { mergeTemplates, type Template, templatesIn } from './templates.js';

/** The languages of snippets: the built-in ones, and those of the user's templates. */
export class SnippetLibrary {
  /**
   * @param builtInFolder the folder of the built-in templates
   * @param ownFolder returns the folder of the user's templates, or an empty text; called each time
   * @param warn called if that folder can't be read; the built-in templates remain available
   */
  constructor(
    private readonly builtInFolder: string,
    private readonly ownFolder: () => string,
    private readonly warn: (error: CredentialError) => void,
  ) {}

  /**
   * One template for each language. Read each time, so that a new template is available immediately.
   *
   * @param content for which content; its templates are in a folder of this name, and the user's own don't replace them
   */
  async templates(content?: ContentSnippets): Promise<readonly Template[]> {
    if (content !== undefined) {
      return templatesIn(path.join(this.builtInFolder, content));
    }
    return mergeTemplates(await templatesIn(this.builtInFolder), await this.#ownTemplates());
  }

  /** Finds a template by its name, ignoring case. Throws `CredentialError` (`configuration`) if there is none. */
  async template(language: string, content?: ContentSnippets): Promise<Template> {
    const template = (await this.templates(content)).find((each) => each.language.toLowerCase() === language.toLowerCase());
    if (!template && content !== undefined) {
      throw messages.notForContent(language);
    }
    if (!template) {
      throw new CredentialError(
        'configuration',
        t(
          'There is no snippet template for {0}. Check the setting availableCredentials.snippets.folder.',
          oneLine(language),
        ),
      );
    }
    return template;
  }

  /** Renders a snippet. Throws a `CredentialError` that names the template and the field. */
  async render(language: string, context: SnippetContext): Promise<string> {
    return renderSnippet(await this.template(language, context.content), context);
  }

  async #ownTemplates(): Promise<readonly Template[]> {
    const folder = this.ownFolder().replace(/^~(?=$|[\\/])/, homedir());
    if (folder === '') {
      return [];
    }
    try {
      return await templatesIn(path.resolve(homedir(), folder));
    } catch (error) {
      this.warn(asCredentialError(error, t('Your snippet templates could not be read. See the log for details.')));
      return [];
    }
  }
}
