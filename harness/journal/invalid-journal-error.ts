/** A problem in a file of a stored run. */
export interface JournalProblem {
  readonly file: string;
  /** Line number, starting at 1; absent if the problem concerns the whole file. */
  readonly line?: number;
  /** Path of the key, for example `checks.0.status`; absent if the whole line is invalid. */
  readonly key?: string;
  readonly expected: string;
  readonly found: string;
  /** Advice, as one sentence. */
  readonly advice: string;
}

/** A journal, or a file that belongs to one, cannot be read as what it should be. */
export class InvalidJournalError extends Error {
  override readonly name = "InvalidJournalError";
  readonly code = "INVALID_JOURNAL";
  readonly problem: JournalProblem;

  constructor(problem: JournalProblem, options?: ErrorOptions) {
    const { file, line, key, expected, found, advice } = problem;
    const where = [
      printable(file, fileShownMax),
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(key === undefined ? [] : [printable(key)]),
    ].join(", ");
    super(
      `${where}: expected ${printable(expected, expectedShownMax)}, found ${printable(found)}. ${advice}`,
      options,
    );
    this.problem = problem;
  }
}

const fileShownMax = 1000;
/** The names of all options that a journal keeps are 220 characters. */
const expectedShownMax = 400;
const shownMax = 200;

/** Shortens text from a file, and replaces control characters, which could move a cursor. */
function printable(text: string, most = shownMax): string {
  const plain = text.replace(/\p{C}/gu, "\uFFFD");
  return plain.length <= most ? plain : `${plain.slice(0, most)}…`;
}
