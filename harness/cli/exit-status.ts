/** What the command's end says. Never a count: statuses wrap at 256. */
export const exitStatus = {
  asExpected: 0,
  requirementFailed: 1,
  badUsage: 2,
  noVerdict: 3,
  nothingSelected: 4,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** What the user gave cannot be used: the message says what was expected and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "BAD_USAGE";
}
