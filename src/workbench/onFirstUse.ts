import { once } from '../core/once.js';

/*
 * The modules that the first rows of a window don't need. Each is loaded on first use, and a second use does not wait for
 * the loader again.
 */

export const loadMessages = once(() => import('./messages.js'));
export const loadFailedAnswer = once(() => import('./failedAnswer.js'));
export const loadSignInPage = once(() => import('./signInPage.js'));
