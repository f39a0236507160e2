import path from 'node:path';

const artifacts = path.join(import.meta.dirname, '../../.artifacts');

/** Made by `npm run package`, so that what is tested is what is shipped. */
export const VSIX = path.join(artifacts, 'available-credentials.vsix');

/** Where `run.ts` installs it once, for all journeys to copy. */
export const EXTENSIONS = path.join(artifacts, 'installed-extensions');
