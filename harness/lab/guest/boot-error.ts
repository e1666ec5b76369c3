import { LabOpenError } from "../lab.ts";

/** A guest kernel did not run its command. The first line of the message is a complete sentence. */
export class GuestBootError extends LabOpenError {
  /** One sentence: expected, found, and advice if there is any. */
  readonly problem: string;
  /** The last lines of its console; empty if there was none. */
  readonly console: string;

  constructor(problem: string, { console = "", ...options }: GuestBootErrorOptions = {}) {
    const last = console === "" ? "" : `\nIts console ended with:\n${console}`;
    super(`The guest kernel could not be booted: ${problem}${last}`, options);
    this.problem = problem;
    this.console = console;
  }
}

interface GuestBootErrorOptions extends ErrorOptions {
  readonly console?: string;
}
