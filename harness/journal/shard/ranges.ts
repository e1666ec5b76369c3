/** Sorted whole numbers as text: `0-3,7` is 0, 1, 2, 3 and 7. */
export const rangesPattern = /^(\d+(-\d+)?(,\d+(-\d+)?)*)?$/;

/** @param numbers ascending, each once. */
export function formatRanges(numbers: Iterable<number>): string {
  const parts: string[] = [];
  let first = -1;
  let last = -1;
  const close = () => {
    if (first >= 0) {
      parts.push(first === last ? `${first}` : `${first}-${last}`);
    }
  };
  for (const number of numbers) {
    if (first < 0 || number !== last + 1) {
      close();
      first = number;
    }
    last = number;
  }
  close();
  return parts.join(",");
}

export interface Range {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** @param text as {@link formatRanges} writes it. */
export function parseRanges(text: string): readonly Range[] {
  return text === ""
    ? []
    : text.split(",").map((part) => {
        const [from = "", to = from] = part.split("-");
        return { from: Number(from), to: Number(to) };
      });
}

export function countOf(text: string): number {
  return parseRanges(text).reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
