/** How much memory the drivers of a run hold at the same time. */
export interface DriverMemory {
  /** The most that a session's driver held during its last case, in bytes. */
  note(session: number, bytes: number): void;
  /** The session's driver has ended. */
  leave(session: number): void;
  /** The most that one driver held, in bytes. */
  peakOf(session: number): number;
  /** The most that all of them held together, in bytes. */
  together(): number;
}

export function startDriverMemory(): DriverMemory {
  const held = new Map<number, number>();
  const peaks = new Map<number, number>();
  let together = 0;
  return {
    note(session, bytes) {
      held.set(session, bytes);
      peaks.set(session, Math.max(peaks.get(session) ?? 0, bytes));
      together = Math.max(
        together,
        [...held.values()].reduce((sum, bytes) => sum + bytes, 0),
      );
    },
    leave: (session) => void held.delete(session),
    peakOf: (session) => peaks.get(session) ?? 0,
    together: () => together,
  };
}
