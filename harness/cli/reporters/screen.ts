/** Properties of an output stream. */
export interface Screen {
  readonly coloured: boolean;
  /** Whether a line can be cleared and written again. */
  readonly rewritesLines: boolean;
  /** Its width now; infinite for a file or a pipe, whose readers have no fixed one. */
  readonly columns: () => number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Both are undefined for what is no terminal. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Width assumed for a terminal that reports none. */
const usualColumns = 80;

export function screenOf(stream: Stream, environment: Environment = process.env): Screen {
  const isTerminal = stream.isTTY === true;
  return {
    coloured: wantsColour(isTerminal, environment),
    rewritesLines: isTerminal && environment["TERM"] !== "dumb",
    columns: () => {
      const given = Number.parseInt(environment["COLUMNS"] ?? "", 10);
      const fallback = given > 0 ? given : isTerminal ? usualColumns : Number.POSITIVE_INFINITY;
      const measured = isTerminal ? (stream.columns ?? 0) : 0;
      return measured > 0 ? measured : fallback;
    },
  };
}

/**
 * NO_COLOR (https://no-color.org) comes first, then FORCE_COLOR as Node and npm's packages read it:
 * `0` and `false` are off, anything else is on, and so is the empty string.
 */
function wantsColour(isTerminal: boolean, environment: Environment): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR !== undefined && NO_COLOR !== "") {
    return false;
  }
  if (FORCE_COLOR !== undefined) {
    return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  }
  return isTerminal && TERM !== "dumb";
}
