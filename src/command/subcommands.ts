/*
 * The subcommands that ask a server, and how they ask it: in one file of the bundle, since Node takes longer to find and open
 * several small files than to read this one. `--help` does not need it.
 */
export { accessToken } from './accessToken.js';
export { withBackends } from './backends.js';
export { doctor } from './doctor.js';
export { gitCredential } from './gitCredential.js';
export { list } from './list.js';
export { signIn, signOut } from './signInOut.js';
