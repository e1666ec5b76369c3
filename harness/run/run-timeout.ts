/** The run took longer than it may; its other cases are not run. */
class RunTimeoutError extends Error {
  override readonly name = "RunTimeoutError";
  readonly code = "RUN_TIMEOUT";
}

/** Whether the user interrupted the run, rather than its own time limit. */
export function isInterrupted({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof RunTimeoutError);
}

/** A limit on a whole run. */
export interface RunTimeout extends Disposable {
  /** Aborts when the time is over, with a {@link RunTimeoutError}. */
  readonly signal: AbortSignal;
}

/** @param seconds null for no limit. */
export function startRunTimeout(seconds: number | null): RunTimeout {
  const controller = new AbortController();
  const end = () =>
    controller.abort(new RunTimeoutError(`--timeout ended the run after ${seconds} s`));
  const timer = seconds === null ? undefined : setTimeout(end, seconds * 1000);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
