import { LabOpenError } from "../lab.ts";

/** @param found what was expected, what was found, what to do. */
export function bootError(found: string, cause?: unknown): LabOpenError {
  return new LabOpenError(`The guest kernel could not be booted: ${found}`, { cause });
}
