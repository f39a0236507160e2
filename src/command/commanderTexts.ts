import { t } from '@vscode/l10n';
import type { Argument, CommanderError, HelpConfiguration, Option } from 'commander';
import { LEAST_WIDTH, widthOf, wrap } from '../core/columns.js';
import { anyOf, listOf } from '../core/lists.js';

/*
 * commander's own texts, in the language of the command. It has no translations. For its help it has public hooks. Its errors
 * have codes, and sentences from which the names are read; a sentence that a later version writes in another way stays as it is.
 */

/** commander's texts in the help of a command. */
export function translatedHelp(): HelpConfiguration {
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('Usage:'),
    'Arguments:': t('Arguments:'),
    'Options:': t('Options:'),
    'Commands:': t('Commands:'),
  };
  const words: Readonly<Record<string, string>> = {
    '[options]': `[${t('options')}]`,
    '[command]': `[${t('command')}]`,
  };
  const word = (text: string) => words[text] ?? text;
  return {
    styleTitle: (title) => titles[title] ?? title,
    styleOptionText: word,
    styleSubcommandText: word,
    optionDescription: (option) => described(option, option.required || option.optional),
    argumentDescription: (argument) => described(argument, true),
    // commander counts characters, and breaks lines only at spaces.
    displayWidth: widthOf,
    minWidthToWrap: LEAST_WIDTH,
    boxWrap: wrapAll,
  };
}

function wrapAll(text: string, width: number): string {
  return width < LEAST_WIDTH
    ? text
    : text
        .split('\n')
        .flatMap((line) => wrap(line, width))
        .join('\n');
}

/** The description of an option or an argument, with its possible values and its default. */
function described(each: Option | Argument, hasValue: boolean): string {
  const { argChoices: choices = [], defaultValueDescription: shown } = each;
  const value: unknown = each.defaultValue;
  const hasDefault = hasValue && value !== undefined;
  const listed = listOf(choices);
  const given = shown ?? String(value);
  if (choices.length > 0) {
    return hasDefault
      ? t('{0} (one of: {1}; default: {2})', each.description, listed, given)
      : t('{0} (one of: {1})', each.description, listed);
  }
  return hasDefault ? t('{0} (default: {1})', each.description, given) : each.description;
}

/** commander's suggestions, which follow its sentence. */
const SUGGESTION = /\n\(Did you mean (?:one of )?(.*)\?\)$/s;

/** By commander's codes: its sentences, and the same in the language of the command. */
const SENTENCES: Readonly<Record<string, readonly [RegExp, (...names: readonly string[]) => string]>> = {
  'commander.missingArgument': [
    /^missing required argument '(.*)'$/s,
    (name = '') => t("missing required argument '{0}'", name),
  ],
  'commander.optionMissingArgument': [
    /^option '(.*)' argument missing$/s,
    (option = '') => t("option '{0}' argument missing", option),
  ],
  'commander.conflictingOption': [
    /^option '(.*)' cannot be used with option '(.*)'$/s,
    (one = '', other = '') => t("option '{0}' cannot be used with option '{1}'", one, other),
  ],
  'commander.unknownOption': [/^unknown option '(.*)'$/s, (option = '') => t("unknown option '{0}'", option)],
  'commander.unknownCommand': [/^unknown command '(.*)'$/s, (name = '') => t("unknown command '{0}'", name)],
  'commander.excessArguments': [
    /^too many arguments(?: for '.*')?\. Expected (\d+) arguments? but got (\d+)$/s,
    (expected = '', got = '') => t('too many arguments: {0} instead of {1}', got, expected),
  ],
  'commander.invalidArgument': [
    /^(?:option '(.*)' argument|command-argument value) '(.*)' is invalid(?: for argument '(.*)')?\. (.*)$/s,
    (option = '', value = '', argument = '', reason = '') =>
      t("'{0}' is invalid for '{1}'. {2}", value, option || argument, choicesIn(reason)),
  ],
};

/** The sentence of one of commander's errors, without a full stop. */
export function sentenceOfError({ code, message }: CommanderError): string {
  const suggested = SUGGESTION.exec(message)?.[1];
  const sentence = message
    .replace(/^error: /, '')
    .replace(SUGGESTION, '')
    .replace(/\.$/, '');
  const [pattern, translate] = SENTENCES[code] ?? [];
  const names = pattern?.exec(sentence)?.slice(1);
  const translated = translate && names ? translate(...names) : sentence;
  return suggested === undefined ? translated : t('{0} (Did you mean {1}?)', translated, anyOf(suggested.split(', ')));
}

function choicesIn(reason: string): string {
  const [, choices] = /^Allowed choices are (.*)$/s.exec(reason) ?? [];
  return choices === undefined ? reason : t('It must be one of: {0}', listOf(choices.split(', ')));
}
