/** A map from whole numbers to whole numbers below 2³², in a third of the memory of a Map. */
export interface NumberMap {
  get(key: number): number | undefined;
  set(key: number, value: number): void;
}

const firstSlots = 1024;
/** Above this share of taken slots, looking for a free one takes too long. */
const takenShareMax = 0.6;
const free = -1;

/** Open addressing with linear probing. Keys are 0 or more, and exact: below 2⁵³. */
export function startNumberMap(): NumberMap {
  let keys = new Float64Array(firstSlots).fill(free);
  let values = new Uint32Array(firstSlots);
  let size = 0;
  const grow = () => {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Float64Array(oldKeys.length * 2).fill(free);
    values = new Uint32Array(keys.length);
    for (const [slot, key] of oldKeys.entries()) {
      if (key !== free) {
        const at = slotOf(keys, key);
        keys[at] = key;
        values[at] = oldValues[slot] ?? 0;
      }
    }
  };
  return {
    get(key) {
      const slot = slotOf(keys, key);
      return keys[slot] === key ? values[slot] : undefined;
    },
    set(key, value) {
      if (size + 1 > keys.length * takenShareMax) {
        grow();
      }
      const slot = slotOf(keys, key);
      size += keys[slot] === key ? 0 : 1;
      keys[slot] = key;
      values[slot] = value;
    },
  };
}

/** @returns the slot with the key, or the free one where it belongs. */
function slotOf(keys: Float64Array, key: number): number {
  const mask = keys.length - 1;
  let slot = hash(key) & mask;
  while (keys[slot] !== free && keys[slot] !== key) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

/** Fibonacci hashing of both halves: keys that follow one another end up far apart. */
function hash(key: number): number {
  const high = Math.floor(key / 2 ** 32);
  const mixed = Math.imul(((key % 2 ** 32) | 0) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
