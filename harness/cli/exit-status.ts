/** Exit statuses of the command. Never a count: statuses wrap at 256. */
export const exitStatus = {
  asExpected: 0,
  requirementFailed: 1,
  badUsage: 2,
  noVerdict: 3,
  nothingSelected: 4,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Invalid usage or input. The message says what was expected and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "BAD_USAGE";
}
