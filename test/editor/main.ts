import { ensureEditor } from './install.js';
import { newestEditor, oldestEditor } from './releases.js';

/** Installs what host tests and journeys run in: two of them at the same time must not install the same. */
for (const release of [newestEditor, oldestEditor]) {
  await ensureEditor(console.log, release);
}
