/** Where the workspace stores the URIs of the notebooks whose kernels are to get the variables after restarts, too. */
export const REPEATED_NOTEBOOKS = 'availableCredentials.notebooks';
