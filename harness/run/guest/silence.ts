/** Fires when a guest has printed nothing for too long. */
export interface Silence extends Disposable {
  /** Aborts when it was silent for too long. */
  readonly signal: AbortSignal;
  /** Restarts the time limit. There is no limit before the first call. */
  heard(): void;
}

export function startSilence(maxMs: number): Silence {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), maxMs);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
