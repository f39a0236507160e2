import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes a language known to VS Code, as if its language pack were installed. Without translations of VS Code's own texts. */
export async function registerLanguage(userData: string, language: string): Promise<void> {
  const translation = join(userData, `${language}.json`);
  await writeFile(translation, JSON.stringify({ version: '1.0.0', contents: {} }));
  const pack = {
    hash: 'x',
    label: language,
    extensions: [{ extensionIdentifier: { id: `small.language-pack-${language}` }, version: '1.0.0' }],
    translations: { vscode: translation },
  };
  await writeFile(join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}
