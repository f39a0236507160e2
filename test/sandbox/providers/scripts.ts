import { collaborationScripts } from './collaborationScripts.js';
import { dataScripts } from './dataScripts.js';
import { identityScripts } from './identityScripts.js';
import type { ProviderScript } from './script.js';

/** All scripted providers: one for each file in `providers`. */
export const SCRIPTS: readonly ProviderScript[] = [...collaborationScripts, ...dataScripts, ...identityScripts];
