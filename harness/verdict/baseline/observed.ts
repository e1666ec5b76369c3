/** A time, a share, an amount of memory, or which one of a crowd: another one in every run. */
const measured = /-?\d+(?:\.\d+)?\s(?:ms|s|%|KiB|MiB|GiB)(?!\w)|(?<=\w)#\d+/g;

/** Less than this, in characters, tells failures apart too badly. */
const tellingMin = 8;

/** @returns the text with `…` in place of what was measured: the same failure gives the same text. */
export function withoutMeasures(observed: string): string {
  return observed.replace(measured, "…");
}

/**
 * Finds what an entry of a baseline can look for, so that it matches the next run as well.
 *
 * @param observations what one check observed, each time that it failed.
 * @returns parts of them, one at least for each that has nothing in common with the others.
 */
export function steadyParts(observations: readonly string[]): readonly string[] {
  const parts = [...new Set(observations.map(steadyPart))];
  const common = parts.reduce(longestCommonPart, parts[0] ?? "").trim();
  return parts.length > 1 && isTelling(common) ? [common] : parts;
}

/** The longest part without a measure, or all of it where that is too short to tell anything. */
function steadyPart(observed: string): string {
  const pieces = observed.split(measured).map((piece) => piece.trim());
  const [longest = ""] = pieces.sort((one, other) => other.length - one.length);
  return longest === "" ? observed : longest;
}

function isTelling(text: string): boolean {
  return text.length >= tellingMin && /[a-z]{3}/i.test(text);
}

function longestCommonPart(one: string, other: string): string {
  let longest = "";
  for (let from = 0; from < one.length; from += 1) {
    let length = longest.length + 1;
    while (from + length <= one.length && other.includes(one.slice(from, from + length))) {
      longest = one.slice(from, from + length);
      length += 1;
    }
  }
  return longest;
}
