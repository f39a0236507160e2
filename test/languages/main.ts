import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { differences, english, translations } from './translations.js';

/* `npm run l10n`: writes the English texts of the sources for translators, and prints what each language lacks. */

const root = path.join(import.meta.dirname, '../..');
const source = english(root);
const file = 'l10n/bundle.l10n.json';
mkdirSync(path.join(root, 'l10n'), { recursive: true });
writeFileSync(path.join(root, file), `${JSON.stringify(source.bundle, undefined, 2)}\n`);
console.log(`${file}: ${Object.keys(source.bundle).length} texts`);

for (const [code, language] of translations(root)) {
  for (const kind of ['bundle', 'manifest'] as const) {
    const { missing, superfluous } = differences(source[kind], language[kind]);
    const name = kind === 'bundle' ? `l10n/bundle.l10n.${code}.json` : `package.nls.${code}.json`;
    console.log(`${name}: ${missing.length} missing, ${superfluous.length} no longer needed`);
    missing.forEach((key) => console.log(`  + ${JSON.stringify(key)}`));
    superfluous.forEach((key) => console.log(`  - ${JSON.stringify(key)}`));
  }
}
