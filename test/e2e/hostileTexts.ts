/** A text that a server may send, and how it is to be read in the window. */
export interface HostileText {
  /** A word of ours, to tell the texts apart by. */
  readonly name: string;
  readonly text: string;
  /** As one line of at most 120 characters, written out here by hand. */
  readonly shown: string;
  /** The file name of its snippet, without extension. */
  readonly fileName: string;
}

/** Far beyond what any place shows. */
const LONG = 'long '.repeat(20_000);

/** Texts that would mislead the reader, run a command, open a page, draw an icon, or be too much, if they were let. */
export const HOSTILE_TEXTS: readonly HostileText[] = [
  {
    name: 'bidi',
    text: 'bidi \u202a\u202b\u202c\u202d\u202egnp.exe\u2066\u2067\u2068\u2069',
    shown: 'bidi \\u{202a}\\u{202b}\\u{202c}\\u{202d}\\u{202e}gnp.exe\\u{2066}\\u{2067}\\u{2068}\\u{2069}',
    fileName: 'bidi -u{202a}-u{202b}-u{202c}-u{202d}-u{202e}gnp.exe-u{2066…',
  },
  {
    name: 'zero width',
    text: '\ufeffzero\u200b\u200c\u200d\u200e\u200fwidth\u2060\ufeff',
    shown: '\\u{feff}zero\\u{200b}\\u{200c}\\u{200d}\\u{200e}\\u{200f}width\\u{2060}\\u{feff}',
    fileName: '-u{feff}zero-u{200b}-u{200c}-u{200d}-u{200e}-u{200f}width-u…',
  },
  {
    name: 'tags',
    text: 'tags\u{e0041}\u{e007f}',
    shown: 'tags\\u{e0041}\\u{e007f}',
    fileName: 'tags-u{e0041}-u{e007f}',
  },
  {
    name: 'controls',
    text: 'controls \u0000\u0007\b\u001b[31m\u007f\u0080\u009b',
    shown: 'controls \\u{0}\\u{7}\\u{8}\\u{1b}[31m\\u{7f}\\u{80}\\u{9b}',
    fileName: 'controls -u{0}-u{7}-u{8}-u{1b}[31m-u{7f}-u{80}-u{9b}',
  },
  {
    name: 'lines',
    text: ' lines\n\tof\r\nmany\v\f\u2028\u2029words\u0085\n',
    shown: 'lines of many words\\u{85}',
    fileName: 'lines of many words-u{85}',
  },
  {
    name: 'commands',
    text: 'commands [click](command:workbench.action.terminal.new) <command:workbench.action.terminal.new>',
    shown: 'commands [click](command:workbench.action.terminal.new) <command:workbench.action.terminal.new>',
    fileName: 'commands [click](command-workbench.action.terminal.new) -co…',
  },
  {
    name: 'links',
    text: 'links [x](https://evil.example "y") https://evil.example <https://evil.example>',
    shown: 'links [x](https://evil.example "y") https://evil.example <https://evil.example>',
    fileName: 'links [x](https---evil.example -y-) https---evil.example -h…',
  },
  {
    name: 'HTML',
    text: 'HTML <img src=x onerror="alert(1)"><a href="https://evil.example">y</a><script>alert(1)</script>',
    shown: 'HTML <img src=x onerror="alert(1)"><a href="https://evil.example">y</a><script>alert(1)</script>',
    fileName: 'HTML -img src=x onerror=-alert(1)---a href=-https---evil.ex…',
  },
  {
    name: 'icons',
    text: 'icons $(x) $(alert) $(rocket) $(squirrel~spin) \\$(squirrel)',
    shown: 'icons $(x) $(alert) $(rocket) $(squirrel~spin) \\$(squirrel)',
    fileName: 'icons $(x) $(alert) $(rocket) $(squirrel~spin) -$(squirrel)',
  },
  {
    name: 'placeholders',
    text: 'placeholders ${workspaceFolder} {0} {1} {{guid}} %s %2e &amp; &#8238; \\u202e \' " `id` ../..',
    shown: 'placeholders ${workspaceFolder} {0} {1} {{guid}} %s %2e &amp; &#8238; \\u202e \' " `id` ../..',
    fileName: 'placeholders ${workspaceFolder} {0} {1} {{guid}} %s %2e &am…',
  },
  { name: 'long', text: LONG, shown: `${LONG.slice(0, 119)}…`, fileName: `${LONG.slice(0, 59)}…` },
];

/** One of each kind, for places that take long to look at: unit tests show what becomes of every text. */
export const SOME_HOSTILE_TEXTS = HOSTILE_TEXTS.filter(({ name }) =>
  ['bidi', 'lines', 'commands', 'icons', 'placeholders', 'long'].includes(name),
);

/** What a message quotes of it: of one that is too long, the beginning. */
export function saidBy({ text, shown }: HostileText): string {
  return `Workbench says: ${text.length > 1_000 ? text.slice(0, 150) : shown}`;
}
