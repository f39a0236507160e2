/** Runs a command. That the user cancels one of its requests ends it, and is no failure. */
export async function endedByCancelling(command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    // The reason of a signal of `Dialogs.during`.
    if (!(error instanceof DOMException && error.name === 'AbortError')) {
      throw error;
    }
  }
}
