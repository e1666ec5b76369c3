import type { Direction, Network } from "../network.ts";
import { InvalidNetworkError, parseNetwork } from "../parse.ts";
import { inlineName } from "./name.ts";
import { readWord, type Setting, type Side, type Word } from "./words.ts";

/**
 * Reads a network written as words: `delay=50ms jitter=5ms rate=20mbit loss=1% burst=3`. A word
 * sets both directions; one that begins with `up.` or `down.` sets that direction, and takes
 * precedence. `delay` is one-way; `rtt` sets half of it each way.
 *
 * @returns a network named after its settings, so that equal networks have equal names.
 * @throws {InvalidNetworkError} with every problem: expected and found.
 */
export function inlineNetwork(text: string): Network {
  const origin = `"${text}"`;
  const read = text.trim().split(/\s+/).map(readWord);
  const words = read.flatMap((word) => ("value" in word ? [word.value] : []));
  const problems = [
    ...read.flatMap((word) => ("problem" in word ? [word.problem] : [])),
    ...contradictions(words),
  ];
  if (problems.length > 0) {
    throw new InvalidNetworkError(origin, { problems });
  }
  const mtuBytes = words.find(({ key }) => key === "mtu")?.set.mtuBytes;
  const link = {
    ...(mtuBytes === undefined ? {} : { mtuBytes }),
    up: directionOf("up", words),
    down: directionOf("down", words),
  };
  return parseNetwork(
    { name: inlineName(link), title: text.trim(), source: "given as words", ...link },
    origin,
  );
}

/** Settings for both directions come first, so that those for this direction override them. */
function directionOf(side: Side, words: readonly Word[]): Direction {
  const shared = words.filter((word) => word.side === null);
  const own = words.filter((word) => word.side === side);
  const merged: Setting = Object.assign({}, ...[...shared, ...own].map(({ set }) => set));
  const { lossPercent = 0, burst, delayMs = 0, queue, mtuBytes: _, ...rest } = merged;
  const loss =
    burst === undefined ? { percent: lossPercent } : { meanPercent: lossPercent, meanBurst: burst };
  return { delayMs, ...rest, ...queue, ...(lossPercent > 0 && { loss }) };
}

function contradictions(words: readonly Word[]): readonly string[] {
  const spelled = words.map(spell);
  const twice = new Set(spelled.filter((word, index) => spelled.indexOf(word) !== index));
  const keys = new Set(words.map(({ key }) => key));
  return [
    ...[...twice].map((word) => `expected each word once, found ${word} twice`),
    ...(keys.has("rtt") && keys.has("delay")
      ? ["expected either rtt (both ways together) or delay (one way), found both"]
      : []),
    ...words
      .filter(({ key, side }) => key === "rtt" && side !== null)
      .map((word) => `expected rtt for both ways, found ${spell(word)}; one way has a delay`),
    ...words
      .filter(({ key, side }) => key === "mtu" && side !== null)
      .map((word) => `expected mtu for both ways, found ${spell(word)}`),
    ...words
      .filter((word) => word.key === "burst" && !hasLossBeside(word, words))
      .map((word) => `expected a loss beside ${spell(word)}: it is the mean length of the losses`),
  ];
}

function hasLossBeside(burst: Word, words: readonly Word[]): boolean {
  return words.some(
    ({ key, side }) =>
      key === "loss" && (side === null || burst.side === null || side === burst.side),
  );
}

function spell({ side, key }: Word): string {
  return side === null ? key : `${side}.${key}`;
}
