/** What an entry says that was written by `--update-baseline`, until somebody gives it a reason. */
export const missingReason = "TODO: say why this failure is accepted";

/** @returns whether nobody has said yet why the failure is accepted. */
export function isUnexplained(reason: string): boolean {
  return /^TODO\b/i.test(reason.trim());
}
