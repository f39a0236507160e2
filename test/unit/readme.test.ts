import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

const README = read('README.md');
const PICTURES = 'docs/pictures';
const MAX_LINE = 100;
/** Bytes of all pictures. */
const MAX_PICTURES = 600_000;

/** The cells of the table below a heading, without its first two lines. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = README.split(`\n## ${heading}\n`);
  const [, table = ''] = /\n((?:\|.*\n)+)/.exec(section) ?? [];
  const rows = table.trimEnd().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What the product may show or print: manifest, sources and snippets. */
function allTexts(): string {
  const files = ['src', 'snippets'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')),
  );
  return [read('package.nls.json'), ...files].join('\n');
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(document: string): readonly string[] {
  const headings = [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('The README', () => {
  it('lists the settings with their defaults', () => {
    const manifest = JSON.parse(read('package.json')) as {
      contributes: { configuration: { properties: Readonly<Record<string, { readonly default: unknown }>> } };
    };
    const settings = Object.entries(manifest.contributes.configuration.properties);
    assert.deepEqual(
      tableOf('Settings')
        .map(([name, value]) => `${name} ${value}`)
        .sort(),
      settings
        .map(
          ([name, setting]) =>
            `\`${name.replace('availableCredentials.', '')}\` \`${JSON.stringify(setting.default)}\``,
        )
        .sort(),
    );
  });

  it('explains messages that the product has, and in code those of other programs', () => {
    const messages = tableOf('Troubleshooting').map(([message = '']) => message);
    const own = messages.filter((message) => !message.startsWith('`'));
    assert.ok(own.length > 3);
    const texts = allTexts();
    assert.deepEqual(
      own.filter((message) => !texts.includes(message) && !texts.includes(message.replace(/^…|…$/g, ''))),
      [],
    );
  });

  it('names commands and buttons by their titles', () => {
    const texts = allTexts();
    const bold = [...README.replaceAll('\n', ' ').matchAll(/\*\*(.+?)\*\*/g)].map(([, title = '']) =>
      title.replace(/ +/g, ' '),
    );
    assert.deepEqual(
      bold.filter((title) => !texts.includes(title)),
      [],
    );
  });

  it('needs for snippets what they say', () => {
    const [, needs = ''] = /Snippets need ([^[]*)/.exec(README.replaceAll('\n', ' ')) ?? [];
    const templates = readdirSync(path.join(ROOT, 'snippets')).filter((name) => name.endsWith('.hbs'));
    for (const name of templates) {
      const [, need = ''] = /^\S+ Needs (.+) or later$/m.exec(read(`snippets/${name}`)) ?? [];
      assert.ok(needs.includes(need) && need !== '', `${name}: ${need}`);
    }
  });

  it('has no line that is too long', () => {
    assert.deepEqual(
      README.split('\n').filter((line) => line.length > MAX_LINE),
      [],
    );
  });

  it('shows each picture, in a light and a dark theme', () => {
    const shown = [...README.matchAll(/(?:srcset|src)="([^"]+)"/g)].map(([, file]) => file ?? '');
    const made = readdirSync(path.join(ROOT, PICTURES)).filter((name) => name.endsWith('.webp'));
    assert.deepEqual([...shown].sort(), made.map((name) => `${PICTURES}/${name}`).sort());
    for (const name of made) {
      assert.ok(existsSync(path.join(ROOT, PICTURES, name.replace(/-(light|dark)\.webp$/, '.txt'))), name);
    }
    const bytes = made.reduce((sum, name) => sum + readFileSync(path.join(ROOT, PICTURES, name)).length, 0);
    assert.ok(bytes < MAX_PICTURES, `${bytes} bytes`);
  });

  it('is shipped without them', () => {
    const shipped = read('.vscodeignore').split('\n');
    assert.equal(shipped[0], '**');
    assert.deepEqual(
      shipped.filter((line) => line.startsWith('!docs')),
      [],
    );
  });
});

describe('The documentation', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(path.join(ROOT, 'docs')).map((name) => `docs/${name}`),
  ];

  for (const document of documents.filter((name) => name.endsWith('.md'))) {
    it(`links to files and headings that exist: ${document}`, () => {
      const text = read(document).replace(/```.*?```/gs, '');
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
        (match) => match[1] ?? match[2] ?? '',
      );
      for (const target of targets.filter((each) => !/^[a-z]+:/.test(each))) {
        const [file = '', anchor] = target.split('#');
        const name = file === '' ? document : path.join(path.dirname(document), file);
        assert.ok(existsSync(path.join(ROOT, name)), target);
        assert.ok(anchor === undefined || anchorsOf(name).includes(anchor), target);
      }
    });
  }

  it('has an index with every document', () => {
    const index = read('docs/README.md');
    const names = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
    assert.deepEqual(
      names.filter((name) => !index.includes(`](${name})`)),
      [],
    );
  });
});
