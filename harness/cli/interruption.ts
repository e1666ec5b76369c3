/** Turns Ctrl-C, SIGTERM and the end of a terminal into an abort signal. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal;
}

const names: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

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
    for (const name of names) {
      process.off(name, onSignal);
    }
  };
  for (const name of names) {
    process.on(name, onSignal);
  }
  return { signal: controller.signal, [Symbol.dispose]: release };
}
