import type { Logger } from '../core/ports.js';

const ignore = () => undefined;

/** For servers whose callers are told why they are refused. */
export const NO_LOG: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore };
