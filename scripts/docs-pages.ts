import { readdirSync } from "node:fs";
import { join } from "node:path";
import { configJsonSchema } from "../harness/cli/config/schema.ts";
import { projectRoot } from "../harness/host/package/project-root.ts";
import { loadFaults } from "../harness/implementation/faults.ts";
import { loadRecordedKills } from "../harness/implementation/recorded-kills.ts";
import { bundledNetworks } from "../harness/network/profiles.ts";
import { comparisonDocumentSchema } from "../harness/report/comparison/document-schema.ts";
import {
  commandSchemas,
  fileSchemas,
  manifestJsonSchema,
} from "../harness/report/documents/schemas.ts";
import { runDocumentSchema } from "../harness/report/formats/json-schema.ts";
import { interopDocumentSchema } from "../harness/report/interop/document.ts";
import { networksPage } from "../harness/report/pages/networks-page.ts";
import {
  type DocumentedFault,
  killMatrixPage,
  pageName,
  scenarioIndexPage,
  scenarioPage,
} from "../harness/report/pages/scenario-page.ts";
import { catalogue } from "../scenarios/catalogue.ts";
import { interopScenarios } from "../scenarios/interop/catalogue.ts";
import { commandsPage } from "./commands-page.ts";

/** @returns every page that is written from data, by its path below the project's folder. */
export async function docsPages(): Promise<ReadonlyMap<string, string>> {
  const faults = documentedFaults();
  return new Map([
    ["docs/commands.md", await commandsPage()],
    ["docs/kill-matrix.md", killMatrixPage([...catalogue, ...interopScenarios], faults)],
    ["docs/networks.md", networksPage(bundledNetworks())],
    ["docs/schemas/compare.schema.json", comparisonDocumentSchema()],
    ["docs/schemas/config.schema.json", configJsonSchema()],
    ["docs/schemas/impl.schema.json", manifestJsonSchema()],
    ["docs/schemas/interop.schema.json", interopDocumentSchema()],
    ["docs/schemas/run.schema.json", runDocumentSchema()],
    ...[...commandSchemas(), ...fileSchemas()].map(
      ([name, text]) => [`docs/schemas/${name}.schema.json`, text] as const,
    ),
    ["docs/scenarios/README.md", scenarioIndexPage(catalogue)],
    ...catalogue.map(
      (scenario) =>
        [`docs/scenarios/${pageName(scenario.id)}`, scenarioPage(scenario, faults)] as const,
    ),
  ]);
}

function documentedFaults(): readonly DocumentedFault[] {
  const folder = join(projectRoot, "impls", "faulty");
  return readdirSync(folder).flatMap((family) => {
    const recorded = loadRecordedKills(join(folder, family));
    return loadFaults(join(folder, family)).map(({ fault, implementation }) => ({
      name: implementation.name,
      bug: fault.bug,
      kills: fault.kills,
      counted: recorded[fault.name] ?? null,
    }));
  });
}
