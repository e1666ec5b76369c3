/** Holds a stored run against the default rules, as a run does at its end. For {@link file://./scale.ts}. */
import { readSparingly } from "../harness/cli/spare-memory.ts";
import { gateRun } from "../harness/verdict/gate/gate.ts";
import { catalogue } from "../scenarios/catalogue.ts";

const [folder = ""] = process.argv.slice(2);
const known = catalogue.map(({ id }) => id);
const rules = { failOn: "must", strict: false, thresholds: [], baseline: [] } as const;
const { state, failures, undecided } = gateRun(readSparingly(folder).cases, rules, known);
console.log([state, ...failures, ...undecided].join("; "));
