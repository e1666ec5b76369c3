import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../scenarios/catalogue.ts";

type Loose = Readonly<Record<string, unknown>>;

interface LooseCheck extends Loose {
  readonly level: string;
}

/** How many of each a synthetic run has; their product is its number of cases. */
export interface RunSize {
  readonly implementations: number;
  readonly scenarios: number;
  readonly networks: number;
  readonly repetitions: number;
}

export interface SyntheticOptions {
  /** The journal of a real run, whose lines are repeated under other names. */
  readonly from: string;
  readonly folder: string;
  readonly size: RunSize;
  /** Moves which cases fail: two runs with other numbers differ. */
  readonly variant: number;
  /** Writes only the networks of one shard. Default: the whole run. */
  readonly shard?: { readonly number: number; readonly of: number };
}

/** Lines that are written at once. */
const linesAtOnce = 1000;

/**
 * Writes a run of any size from the lines of a small one, without holding it: of a thousand cases some 20
 * fail a MUST and 10 are inconclusive; one implementation fails one scenario always.
 */
export function writeSyntheticRun(options: SyntheticOptions): void {
  const { from, folder, size, variant } = options;
  const real = readFileSync(from, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const header = real.find(({ type }) => type === "header");
  const session = real.find(({ type }) => type === "session");
  const templates: readonly Loose[] = real.filter(
    ({ type, verdict }) => type === "case" && verdict === "pass",
  );
  const names = namesOf(size);
  mkdirSync(join(folder, "cases"), { recursive: true });
  const file = openSync(join(folder, "journal.jsonl"), "w");
  let held: string[] = [];
  const flush = () => {
    writeSync(file, held.join(""));
    held = [];
  };
  const write = (line: Loose) => {
    if (held.push(`${JSON.stringify(line)}\n`) >= linesAtOnce) {
      flush();
    }
  };
  const { first, end, ...part } = partOf(names, options);
  write({ ...headerOf(header, names, size), ...part });
  let index = first * casesOfNetwork(names, size);
  let sessions = 0;
  for (const network of names.networks.slice(first, end)) {
    for (let repetition = 1; repetition <= size.repetitions; repetition += 1) {
      sessions += 1;
      for (const [at, scenario] of names.scenarios.entries()) {
        for (const implementation of names.implementations) {
          const template = templates[at % templates.length] ?? {};
          const facts = { index, implementation, scenario, network, repetition, session: sessions };
          write(caseOf({ ...template, ...facts }, index + variant));
          index += 1;
        }
      }
      write({ ...session, session: sessions, network });
    }
  }
  write({ type: "end", wallMs: 1000, interrupted: false, stopped: null });
  flush();
  closeSync(file);
}

type Names = ReturnType<typeof namesOf>;

function casesOfNetwork({ implementations, scenarios }: Names, { repetitions }: RunSize): number {
  return implementations.length * scenarios.length * repetitions;
}

/** @returns the networks that are written, by their places, and what the header says of a shard. */
function partOf(names: Names, { size, shard }: SyntheticOptions) {
  const all = names.networks.length;
  if (shard === undefined) {
    return { first: 0, end: all };
  }
  const { number, of } = shard;
  const [first, end] = [number - 1, number].map((count) => Math.floor((count * all) / of));
  const each = casesOfNetwork(names, size);
  const cases = `${(first ?? 0) * each}-${(end ?? all) * each - 1}`;
  return {
    first: first ?? 0,
    end: end ?? all,
    runId: `shard-${number}`,
    shard: { number, of, cases, division: "synthetic" },
  };
}

function namesOf({ implementations, scenarios, networks }: RunSize) {
  const numbered = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  return {
    implementations: numbered("echo", implementations),
    scenarios: catalogue.slice(0, scenarios).map(({ id }) => id),
    networks: numbered("link", networks),
  };
}

function headerOf(header: Loose, names: Names, size: RunSize): Loose {
  const [implementation] = header["implementations"] as readonly Loose[];
  const [network] = header["networks"] as readonly Loose[];
  const scenarios = names.scenarios.map((scenario) => ({
    scenario,
    implementations: names.implementations,
  }));
  const { plan, ...rest } = header;
  return {
    ...rest,
    implementations: names.implementations.map((name) => ({ ...implementation, name })),
    networks: names.networks.map((name) => ({ ...network, name })),
    plan: {
      ...(plan as Loose),
      cases: size.implementations * names.scenarios.length * size.networks * size.repetitions,
    },
    planned: names.networks.map((name) => ({
      network: name,
      repetitions: { from: 1, to: size.repetitions },
      scenarios,
    })),
  };
}

function caseOf(line: Loose, number: number): Loose {
  const checks = line["checks"] as readonly LooseCheck[];
  const isAlwaysBroken = line["implementation"] === "echo-1" && line["scenario"] === "echo/basic";
  const kind = (Math.imul(number, 0x9e37_79b1) >>> 8) % 1000;
  const seed = (number * 7919) % 2 ** 32;
  if (isAlwaysBroken || kind < 20) {
    const observed = `${kind} of ${number} bytes after ${number % 97} ms, then RST`;
    const broken = checks.findIndex(({ level }) => level === "MUST");
    const failed = checks.map((check, at) =>
      at === broken ? { ...check, status: "fail", observed, brokeAtMs: 1.5 } : check,
    );
    return { ...line, seed, verdict: "fail", checks: failed };
  }
  if (kind < 30) {
    const reason = `The link lost ${number % 13} segments, and 20 were wanted.`;
    return { ...line, seed, verdict: "inconclusive", reason };
  }
  return { ...line, seed };
}
