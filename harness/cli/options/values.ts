import { InvalidArgumentError } from "commander";
import { parseShard, shardExpectation } from "../../plan/shard/shard.ts";

/** The values that an option can have: typed on a command line, or read from a journal. */
export interface Value<T> {
  /**
   * Reads one word. Without it, the word is the value; without a word, the value is `true`.
   *
   * @param before the value so far, of an option that may be repeated.
   * @throws {InvalidArgumentError}
   */
  parse?(word: string, before: T | undefined): T;
  accepts(stored: unknown): stored is T;
  /** All that there are, where they are few. */
  readonly choices?: readonly string[];
}

export const text: Value<string> = {
  parse: notEmpty,
  accepts: (stored) => typeof stored === "string",
};

/** An option that may be repeated. */
export const texts: Value<readonly string[]> = {
  parse: collect,
  accepts: (stored): stored is readonly string[] =>
    Array.isArray(stored) && stored.every((word) => typeof word === "string"),
};

/** An option without an argument. */
export const present: Value<boolean> = {
  accepts: (stored) => typeof stored === "boolean",
};

/** An option whose argument may be left out. */
export const textOrPresent: Value<string | true> = {
  accepts: (stored) => typeof stored === "string" || stored === true,
};

export function oneOf<const Choice extends string>(
  first: Choice,
  ...others: Choice[]
): Value<Choice> {
  const choices: readonly string[] = [first, ...others];
  const accepts = (stored: unknown): stored is Choice => choices.includes(String(stored));
  const last = choices.at(-1);
  return {
    accepts,
    choices,
    parse(word) {
      if (accepts(word)) {
        return word;
      }
      throw new InvalidArgumentError(`Expected ${choices.slice(0, -1).join(", ")} or ${last}.`);
    },
  };
}

export const positiveInteger = integer(1, Number.MAX_SAFE_INTEGER, "a whole number from 1");
export const wholeNumber = integer(0, 0xffffffff, "a whole number from 0 to 4294967295");
export const portNumber = integer(1, 65_535, "a port, 1 to 65535");

export function integer(min: number, max: number, expected: string): Value<number> {
  const accepts = (stored: unknown): stored is number =>
    typeof stored === "number" && Number.isSafeInteger(stored) && stored >= min && stored <= max;
  return {
    accepts,
    parse(word) {
      const value = /^\d+$/.test(word) ? Number(word) : Number.NaN;
      if (!accepts(value)) {
        throw new InvalidArgumentError(`Expected ${expected}.`);
      }
      return value;
    },
  };
}

/** A part of the plan, typed as `2/8`. */
export const shardWord: Value<string> = {
  accepts: (stored): stored is string => typeof stored === "string" && parseShard(stored) !== null,
  parse(word) {
    if (parseShard(word) === null) {
      throw new InvalidArgumentError(`Expected ${shardExpectation}.`);
    }
    return word;
  },
};

const secondsBy: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600 };

/** A timer takes 2^31 ms at most. */
const durationMaxSeconds = 24 * 3600;

/** A time in seconds; typed as `90`, `90s`, `10m` or `1h`. */
export const duration: Value<number> = {
  accepts: isDuration,
  parse(word) {
    const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(word) ?? [];
    const seconds = number === "" ? Number.NaN : Number(number) * (secondsBy[unit] ?? 1);
    if (!isDuration(seconds)) {
      throw new InvalidArgumentError("Expected a time up to 24h, as in 90s, 10m or 1h.");
    }
    return seconds;
  },
};

function isDuration(stored: unknown): stored is number {
  return typeof stored === "number" && stored > 0 && stored <= durationMaxSeconds;
}

function collect(word: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), notEmpty(word)];
}

/** An empty word is what a shell makes of an unset variable; as a pattern, it would match everything. */
function notEmpty(word: string): string {
  if (word === "") {
    throw new InvalidArgumentError("Expected a value, found an empty one.");
  }
  return word;
}
