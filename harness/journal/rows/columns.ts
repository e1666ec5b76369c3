/** A column of numbers that grows: 1 to 8 bytes for each of them, and none for V8 to look through. */
export interface Column {
  readonly length: number;
  push(value: number): void;
  at(row: number): number;
}

type Values = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const firstLength = 4096;
/** Of a million rows, half would be free after each had been doubled. */
const growth = 1.25;

/** Starts with a byte a row, and takes more once a number does not fit. */
export function startColumn(): Column {
  let values: Values = new Uint8Array(firstLength);
  let length = 0;
  const moveTo = (roomier: Values) => {
    roomier.set(values.subarray(0, length));
    values = roomier;
  };
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const Kind = values.constructor as new (size: number) => Values;
        moveTo(new Kind(Math.ceil(length * growth)));
      }
      values[length] = value;
      if (values[length] !== value) {
        moveTo(roomierFor(value, values.length));
        values[length] = value;
      }
      length += 1;
    },
    at: (row) => values[row] ?? Number.NaN,
  };
}

/** What does not fit a byte. */
function roomierFor(value: number, length: number): Values {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    return new Float64Array(length);
  }
  return value < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
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
