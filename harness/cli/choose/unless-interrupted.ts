/**
 * A run that is interrupted before its first case still gets its plan and its reports: what the
 * interrupted work would have prepared is replaced.
 */
export async function unlessInterrupted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  instead: T,
): Promise<T> {
  try {
    const result = await work();
    return signal.aborted ? instead : result;
  } catch (error) {
    if (signal.aborted) {
      return instead;
    }
    throw error;
  }
}
