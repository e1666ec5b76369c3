/** A column of numbers that grows: 1 to 8 bytes for each of them, and none for V8 to look through. */
export interface Column {
  readonly length: number;
  push(value: number): void;
  at(row: number): number;
}

type NumberArray = Uint8Array | Uint32Array | Float64Array;
type ArrayKind = new (length: number) => NumberArray;

const firstLength = 4096;

/** Whole numbers below 256. */
export const startByteColumn = () => startColumn(Uint8Array);

/** Whole numbers below 2³². */
export const startCountColumn = () => startColumn(Uint32Array);

export const startNumberColumn = () => startColumn(Float64Array);

function startColumn(Kind: ArrayKind): Column {
  let values = new Kind(firstLength);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const longer = new Kind(length * 2);
        longer.set(values);
        values = longer;
      }
      values[length] = value;
      length += 1;
    },
    at: (row) => values[row] ?? Number.NaN,
  };
}

/** Gives equal texts the same number, so that each is kept once. */
export interface Names {
  numberOf(name: string): number;
  nameOf(number: number): string;
}

export function startNames(): Names {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  return {
    numberOf(name) {
      const known = numbers.get(name);
      if (known !== undefined) {
        return known;
      }
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
    nameOf: (number) => names[number] ?? "",
  };
}
