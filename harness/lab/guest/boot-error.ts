import { LabOpenError } from "../lab.ts";

/** A guest kernel that does not run a command. The first line of its message is a whole sentence. */
export class GuestBootError extends LabOpenError {
  /** What was expected and found, and what to do where that is known, in one sentence. */
  readonly found: string;
  /** The last lines of its console; empty where there was none. */
  readonly console: string;

  constructor(found: string, { console = "", ...options }: GuestBootErrorOptions = {}) {
    const last = console === "" ? "" : `\nIts console ended with:\n${console}`;
    super(`The guest kernel could not be booted: ${found}${last}`, options);
    this.found = found;
    this.console = console;
  }
}

interface GuestBootErrorOptions extends ErrorOptions {
  readonly console?: string;
}
