/** The shells that there is a script for. */
export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** The subcommand that the scripts call. It is hidden. */
export const COMPLETE = '__complete';
