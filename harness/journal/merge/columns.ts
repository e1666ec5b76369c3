/** Where the line of a case is, for very many cases: a few bytes each. */
export interface CaseColumns {
  add(place: CasePlace): void;
  readonly count: number;
  /** @returns places in the order of the plan, then by attempt. */
  inOrder(): Generator<CasePlace>;
}

export interface CasePlace {
  /** Number of the run that it is from. */
  readonly source: number;
  /** Of the line in that run's journal, in bytes; its length is without the end of the line. */
  readonly offset: number;
  readonly length: number;
  readonly index: number;
  readonly attempt: number;
}

const atFirst = 1024;

/** Attempts are few: so many fit beside an index into one number. */
const attemptsMax = 2 ** 16;

export function startColumns(): CaseColumns {
  let sources = new Uint32Array(atFirst);
  let offsets = new Float64Array(atFirst);
  let lengths = new Uint32Array(atFirst);
  let keys = new Float64Array(atFirst);
  let count = 0;
  const grow = () => {
    sources = withRoom(sources, new Uint32Array(2 * count));
    offsets = withRoom(offsets, new Float64Array(2 * count));
    lengths = withRoom(lengths, new Uint32Array(2 * count));
    keys = withRoom(keys, new Float64Array(2 * count));
  };
  return {
    add({ source, offset, length, index, attempt }) {
      if (count === keys.length) {
        grow();
      }
      sources[count] = source;
      offsets[count] = offset;
      lengths[count] = length;
      keys[count] = index * attemptsMax + attempt;
      count += 1;
    },
    get count() {
      return count;
    },
    *inOrder() {
      const order = Uint32Array.from({ length: count }, (_, row) => row);
      order.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      for (const row of order) {
        const key = keys[row] ?? 0;
        yield {
          source: sources[row] ?? 0,
          offset: offsets[row] ?? 0,
          length: lengths[row] ?? 0,
          index: Math.floor(key / attemptsMax),
          attempt: key % attemptsMax,
        };
      }
    },
  };
}

function withRoom<Column extends Uint32Array | Float64Array>(full: Column, larger: Column): Column {
  larger.set(full);
  return larger;
}
