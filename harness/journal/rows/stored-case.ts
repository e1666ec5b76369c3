import type { CheckResult } from "../../verdict/verdict.ts";
import type { CaseResult } from "../case-result.ts";
import type { CaseTable, LightCheck, RareKey } from "./case-table.ts";

/**
 * A case of a journal that is too large for memory. What is short is in a table; what is long, such
 * as the observations, is read from the journal when it is asked for.
 *
 * It has no properties of its own: copy it with {@link withChanges}, never by spreading it.
 */
export class StoredCase implements CaseResult {
  readonly #table: CaseTable;
  readonly #row: number;

  constructor(table: CaseTable, row: number) {
    this.#table = table;
    this.#row = row;
  }

  /** As its line has it. */
  get type() {
    return "case" as const;
  }
  get index() {
    return this.#table.numberAt("index", this.#row);
  }
  get implementation() {
    return this.#table.nameAt("implementation", this.#row);
  }
  get scenario() {
    return this.#table.nameAt("scenario", this.#row);
  }
  get network() {
    return this.#table.nameAt("network", this.#row);
  }
  get lab() {
    return this.#table.nameAt("lab", this.#row);
  }
  get kernel() {
    return this.#table.nameAt("kernel", this.#row);
  }
  get congestionControl() {
    return this.#table.nameAt("congestionControl", this.#row);
  }
  get session() {
    return this.#table.sessionAt(this.#row);
  }
  get repetition() {
    return this.#table.numberAt("repetition", this.#row);
  }
  get attempt() {
    return this.#table.numberAt("attempt", this.#row);
  }
  get seed() {
    return this.#table.numberAt("seed", this.#row);
  }
  get verdict() {
    return this.#table.nameAt("verdict", this.#row);
  }
  get unclaimed() {
    return this.#table.isUnclaimed(this.#row);
  }
  get durationMs() {
    return this.#table.numberAt("durationMs", this.#row);
  }
  get demandedWaitMs() {
    return this.#table.numberAt("demandedWaitMs", this.#row);
  }
  get processorMs() {
    return this.#table.numberAt("processorMs", this.#row);
  }
  get checks(): readonly CheckResult[] {
    return this.#table.checksAt(this.#row).map((light, at) => new StoredCheck(this, light, at));
  }
  get stimulus() {
    return this.whole().stimulus;
  }
  get reason() {
    return this.#rare("reason") ?? null;
  }
  get fate() {
    return this.#rare("fate") ?? null;
  }
  get history() {
    return this.#rare("history") ?? null;
  }
  get evidence() {
    return this.#rare("evidence") ?? null;
  }
  // The types of these do not allow undefined, which is what a key that is missing gives.
  get transport() {
    return this.#rare("transport") as "unix";
  }
  get isYardstick() {
    return this.#rare("isYardstick") as true;
  }
  get figures() {
    return this.#rare("figures") as NonNullable<CaseResult["figures"]>;
  }
  get disturbed() {
    return this.#rare("disturbed") as string;
  }
  get virtual() {
    return this.#rare("virtual") as NonNullable<CaseResult["virtual"]>;
  }
  get socketOptions() {
    return this.#rare("socketOptions") as NonNullable<CaseResult["socketOptions"]>;
  }
  get digest() {
    return this.#rare("digest") as NonNullable<CaseResult["digest"]>;
  }

  #rare<K extends RareKey>(key: K): CaseResult[K] | undefined {
    return this.#table.has(this.#row, key) ? this.whole()[key] : undefined;
  }

  /** The case as a plain object, with the keys that are not known here too. */
  whole(): CaseResult {
    return this.#table.wholeAt(this.#row);
  }

  toJSON(): CaseResult {
    return this.whole();
  }

  changed(changes: Partial<CaseResult>): StoredCase {
    return new ChangedCase({ table: this.#table, row: this.#row, changes });
  }
}

/** A stored case some of whose values are others: those it has as its own. */
class ChangedCase extends StoredCase {
  readonly #changes: Partial<CaseResult>;

  constructor({
    table,
    row,
    changes,
  }: {
    readonly table: CaseTable;
    readonly row: number;
    readonly changes: Partial<CaseResult>;
  }) {
    super(table, row);
    this.#changes = changes;
    for (const [key, value] of Object.entries(changes)) {
      Object.defineProperty(this, key, { value, enumerable: true });
    }
  }

  override whole(): CaseResult {
    return { ...super.whole(), ...this.#changes };
  }

  override changed(changes: Partial<CaseResult>): StoredCase {
    return super.changed({ ...this.#changes, ...changes });
  }
}

/** A check whose texts are read with its case. */
class StoredCheck implements CheckResult {
  readonly #of: StoredCase;
  readonly #light: LightCheck;
  readonly #at: number;

  constructor(of: StoredCase, light: LightCheck, at: number) {
    this.#of = of;
    this.#light = light;
    this.#at = at;
  }

  get id() {
    return this.#light.id;
  }
  get level() {
    return this.#light.level;
  }
  get status() {
    return this.#light.status;
  }
  get statement() {
    return this.#whole().statement;
  }
  get source() {
    return this.#whole().source;
  }
  get observed() {
    return this.#whole().observed;
  }
  get expected() {
    return this.#whole().expected;
  }
  get brokeAtMs() {
    return this.#whole().brokeAtMs;
  }

  #whole(): CheckResult {
    return this.#of.whole().checks[this.#at] as CheckResult;
  }

  toJSON(): CheckResult {
    return this.#whole();
  }
}

/** @returns the case with all its keys as its own, so that it can be spread and written. */
export function wholeCase(result: CaseResult): CaseResult {
  return result instanceof StoredCase ? result.whole() : result;
}

/** @returns a copy in which some values are others; a case that is stored stays so. */
export function withChanges(result: CaseResult, changes: Partial<CaseResult>): CaseResult {
  return result instanceof StoredCase ? result.changed(changes) : { ...result, ...changes };
}
