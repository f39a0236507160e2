import { differences, type Language, type Texts } from './translations.js';

/** What is wrong with a translation, one line for each problem. */
export function problemsOf(english: Language, translation: Language): readonly string[] {
  return (['bundle', 'manifest'] as const).flatMap((kind) => {
    const { missing, superfluous } = differences(english[kind], translation[kind]);
    return [
      ...missing.map((key) => `${kind}: no translation of ${JSON.stringify(key)}`),
      ...superfluous.map((key) => `${kind}: no longer needed: ${JSON.stringify(key)}`),
      ...Object.entries(translation[kind]).flatMap(([key, text]) => {
        const original = english[kind][key];
        return original === undefined
          ? []
          : [
              ...textProblems(original, text),
              ...titleProblems(original, text, english.manifest, translation.manifest),
            ].map((problem) => `${kind}: ${JSON.stringify(key)}: ${problem}`);
      }),
    ];
  });
}

/** Parts of a text that are the same in each language, by what they are. */
const FIXED: Readonly<Record<string, RegExp>> = {
  placeholder: /\{[^{}]*\}/g,
  brace: /[{}](?![^{}]*\})/g,
  code: /`[^`]+`/g,
  link: /\]\([^)]+\)/g,
  variable: /\b[A-Z]+(?:_[A-Z]+)+\b/g,
  option: /(?<![\w-])--[a-z][\w-]*/g,
  setting: /\b(?:availableCredentials|http)\.\w+(?:\.\w+)*/g,
  'line break': /\n/g,
};

function textProblems(original: string, text: string): string[] {
  if (text.trim() === '') {
    return ['it is empty'];
  }
  return Object.entries(FIXED).flatMap(([name, pattern]) => {
    const [expected, actual] = [original, text].map((each) => [...new Set(each.match(pattern) ?? [])].sort());
    return JSON.stringify(expected) === JSON.stringify(actual)
      ? []
      : [`another ${name}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
  });
}

/** The titles of commands that a text names must be those of the language, so that users find them. */
function titleProblems(original: string, text: string, english: Texts, translation: Texts): string[] {
  const found = namedCommands(original, english);
  return found.flatMap(({ named, keys }) => {
    const expected = keys.map((key) => inLanguage(named, key, english, translation));
    return expected.some((each) => each === undefined || text.includes(each))
      ? []
      : [`the command "${named}" is called ${expected.map((each) => `"${each ?? ''}"`).join(' or ')}`];
  });
}

/** The commands in a text, as they are named there, with the keys of all titles that this may be. */
function namedCommands(text: string, english: Texts): { readonly named: string; readonly keys: readonly string[] }[] {
  const keysByName = new Map<string, string[]>();
  const categories = ['category', 'category.connect'].flatMap((key) => english[key] ?? []);
  for (const [key, title] of Object.entries(english).filter(([each]) => each.startsWith('command.'))) {
    const names = [
      ...categories.map((category) => `${category}: ${title}`),
      `"${title}"`,
      `*${title}*`,
      ...(isUnmistakable(title) ? [title] : []),
    ];
    names.forEach((name) => keysByName.set(name, [...(keysByName.get(name) ?? []), key]));
  }
  let rest = text;
  return [...keysByName]
    .sort(([one], [other]) => other.length - one.length)
    .flatMap(([named, keys]) => {
      if (!rest.includes(named)) {
        return [];
      }
      rest = rest.replaceAll(named, '');
      return [{ named, keys }];
    });
}

/** Whether these words in a text can only be the title of a command. */
function isUnmistakable(title: string): boolean {
  return title.endsWith('…') || title.split(' ').length > 3;
}

/** A command as it is named in English, in another language. The marks around a title may be others there. */
function inLanguage(named: string, key: string, english: Texts, translation: Texts): string | undefined {
  const title = translation[key];
  const category = Object.keys(english).find(
    (each) => each.startsWith('category') && named.startsWith(`${english[each] ?? ''}: `),
  );
  return category === undefined || title === undefined ? title : `${translation[category] ?? ''}: ${title}`;
}
