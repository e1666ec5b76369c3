/** A time, a share, an amount of memory, or the number of a connection: different in every run. */
const measured = /-?\d+(?:\.\d+)?\s(?:ms|s|%|KiB|MiB|GiB)(?!\w)|(?<=\w)#\d+/g;

/** Shorter parts, in characters, do not identify a failure well enough. */
const tellingMin = 8;

/**
 * @returns the text with `…` in place of measurements, so that the same failure gives the same
 * text.
 */
export function withoutMeasures(observed: string): string {
  return observed.replace(measured, "…");
}

/**
 * Finds texts for a baseline's entries that will match the next run as well.
 *
 * @param observations of one check, one for each failure.
 * @returns parts of them; an observation that shares nothing with the others gets its own.
 */
export function steadyParts(observations: readonly string[]): readonly string[] {
  const parts = [...new Set(observations.map(steadyPart))];
  const common = parts.reduce(longestCommonPart, parts[0] ?? "").trim();
  return parts.length > 1 && isTelling(common) ? [common] : parts;
}

/** The longest part without a measurement, or the whole text if that part is too short. */
function steadyPart(observed: string): string {
  const pieces = observed.split(measured).map((piece) => piece.trim());
  const [longest = ""] = pieces.sort((a, b) => b.length - a.length);
  return longest === "" ? observed : longest;
}

function isTelling(text: string): boolean {
  return text.length >= tellingMin && /[a-z]{3}/i.test(text);
}

function longestCommonPart(a: string, b: string): string {
  let longest = "";
  for (let from = 0; from < a.length; from += 1) {
    let length = longest.length + 1;
    while (from + length <= a.length && b.includes(a.slice(from, from + length))) {
      longest = a.slice(from, from + length);
      length += 1;
    }
  }
  return longest;
}
