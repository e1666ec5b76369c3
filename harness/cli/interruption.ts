/** Turns Ctrl-C and SIGTERM into an abort signal. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

/** The first signal unwinds, so that results are written and labs closed; the second kills. */
export function startInterruption(): Interruption {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      release();
      process.kill(process.pid, name);
    }
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const release = () => {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return { signal: controller.signal, [Symbol.dispose]: release };
}
