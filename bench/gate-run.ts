/** Holds a stored run against the default rules, as a run does at its end. For {@link file://./scale.ts}. */
import { spareMemoryOf } from "../harness/cli/spare-memory.ts";
import { readRun } from "../harness/journal/read-run.ts";
import { gateRun } from "../harness/verdict/gate/gate.ts";
import { catalogue } from "../scenarios/catalogue.ts";

const [folder = ""] = process.argv.slice(2);
spareMemoryOf([folder]);
const known = catalogue.map(({ id }) => id);
const rules = { failOn: "must", strict: false, thresholds: [], baseline: [] } as const;
const { state, failures, undecided } = gateRun(readRun(folder).cases, rules, known);
console.log([state, ...failures, ...undecided].join("; "));
