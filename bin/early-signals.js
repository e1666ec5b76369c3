// Until the harness has loaded, which takes a good part of a second, nobody else handles signals.
import { constants } from "node:os";

const interrupted = 130;

/** The signals that end a run. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Watches for signals that come before the harness handles them itself. */
export function watchEarlySignals() {
  const handlers = endingSignals.map((name) => {
    const onSignal = () => process.exit(reportEarly(name));
    process.on(name, onSignal);
    return [name, onSignal];
  });
  return () => {
    for (const [name, onSignal] of handlers) {
      process.off(name, onSignal);
    }
  };
}

/**
 * @param forwarded the signals that the harness was sent.
 * @param name the signal that ended it.
 * @returns the exit status: that of the first signal, if nobody handled it, or of a killing one.
 */
export function statusOfKilled(forwarded, name) {
  const isEarly = forwarded.length === 1 && forwarded[0] === name;
  return isEarly ? reportEarly(name) : 128 + constants.signals[name];
}

function reportEarly(name) {
  console.error(`sockspec: interrupted by ${name} before it began: nothing was run or written.`);
  return interrupted;
}
