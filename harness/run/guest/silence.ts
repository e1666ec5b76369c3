/** Tells when somebody has said nothing for too long. */
export interface Silence extends Disposable {
  /** Aborts when it was silent for too long. */
  readonly signal: AbortSignal;
  /** Something was said: starts the time anew. Before the first time there is no limit. */
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
