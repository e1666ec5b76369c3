import { z } from "zod";
import { manifestSchema } from "../../implementation/manifest.ts";
import { networkSchema } from "../../network/network-schema.ts";
import { checkLevelSchema } from "../../scenario/check.ts";
import {
  claimSchema,
  profileSchema,
  protocolSchema,
  roleSchema,
  scenarioSchema,
} from "../../scenario/scenario.ts";
import { jsonSchemaText } from "../formats/json-schema.ts";

const schemaVersion = z.literal(1);
const named = { id: z.string(), title: z.string() };

const virtualTimeSchema = z
  .object({
    whyNot: z.string().nullable().describe("null if it may be played there"),
    byItself: z.boolean().describe("whether it is on a clean link too, because it waits for long"),
  })
  .describe("whether it is played on a simulated clock, where that kernel was built");

const listSchema = z.object({
  schemaVersion,
  scenarios: z
    .array(
      z.object({
        ...named,
        roles: z.array(roleSchema).describe("those of the implementations that it is played with"),
        protocols: z.array(protocolSchema),
        claims: z.array(claimSchema).describe("the claims that it needs"),
        profiles: z.array(profileSchema),
        links: z.enum(["any", "clean"]),
        virtualTime: virtualTimeSchema,
      }),
    )
    .exactOptional(),
  measurements: z
    .array(
      z.object({
        ...named,
        protocols: z.array(protocolSchema),
        claims: z.array(claimSchema).describe("the claims that it needs"),
        figures: z.array(z.object(named)),
      }),
    )
    .exactOptional()
    .describe("what sockspec bench plays"),
  networks: z.array(networkSchema).exactOptional(),
  protocols: z.array(z.object({ name: z.string(), title: z.string() })).exactOptional(),
  implementations: z
    .array(z.object({ name: z.string(), title: z.string(), role: roleSchema }))
    .exactOptional(),
  untested: z
    .array(z.object({ what: z.string(), reason: z.string() }))
    .exactOptional()
    .describe("known requirements that are not tested"),
});

const saidSchema = z.object({
  bytes: z.number(),
  head: z.string().describe("the first of them, in hexadecimal"),
});

const spokenSchema = z.union([
  z.object({ protocol: protocolSchema, unsupported: z.string().describe("why") }),
  z.object({
    protocol: protocolSchema,
    exchanges: z
      .array(
        z.object({
          connection: z.string(),
          sent: saidSchema,
          owed: saidSchema.describe("as it is compared"),
          isWhole: z.boolean().describe("false if the step sends more than this"),
          refused: z.boolean().describe("whether the connection must end then"),
        }),
      )
      .describe("what each step sends, and what a correct server owes for it"),
  }),
]);

const explainSchema = z.object({
  schemaVersion,
  scenarios: z.array(
    z.object({
      ...named,
      why: z.string(),
      sources: z.array(z.string()),
      roles: z.array(roleSchema),
      protocols: z.array(protocolSchema),
      claims: z.array(claimSchema).exactOptional(),
      virtualTime: virtualTimeSchema,
      steps: z.array(z.object({})).describe("as in a scenario's file"),
      stimulus: z.array(z.object({ because: z.string() })),
      checks: z
        .array(
          z.object({
            id: z.string(),
            level: checkLevelSchema,
            statement: z.string(),
            source: z.string(),
          }),
        )
        .describe("including those that every scenario shares"),
      spoken: spokenSchema.exactOptional().describe("in the protocol of --protocol"),
    }),
  ),
});

const configSchema = z.object({
  schemaVersion,
  file: z.string().nullable().describe("the configuration file, if there is one"),
  settings: z.array(
    z.object({
      name: z.string().describe("an option of sockspec run, implementations, command or protocols"),
      value: z.unknown(),
      from: z.enum(["command line", "config", "default"]),
      line: z.number().int().exactOptional().describe("where it stands in the file"),
    }),
  ),
});

const doctorSchema = z.object({
  schemaVersion,
  works: z.boolean().describe("whether cases can run here; if not, the status is 3"),
  mend: z
    .string()
    .nullable()
    .describe("the command that brings what is missing; null if nothing is, or none is known"),
  findings: z.array(
    z.object({
      what: z.string(),
      state: z.enum(["yes", "no", "limited"]),
      message: z.string().describe("one or more lines; the last says what to do"),
    }),
  ),
});

const kernelsSchema = z.object({
  schemaVersion,
  kernels: z.array(
    z.object({
      kernel: z.enum(["guest", "virtual"]).describe("as for run --kernel"),
      title: z.string(),
      version: z.string().nullable().describe("null if it is not there"),
      path: z.string().nullable(),
      recipe: z.string().nullable().describe("digest of its patch and configuration"),
      advice: z.string().nullable().describe("what to do to get it"),
    }),
  ),
});

const casesSchema = z.object({
  schemaVersion,
  cases: z.array(
    z.object({
      implementation: z.string(),
      scenario: z.string(),
      title: z.string(),
      network: z.string(),
      repetition: z.number().int().min(1),
      seed: z.number().int().nonnegative(),
      unsupported: z.string().nullable().describe("why it cannot be run"),
    }),
  ),
  excluded: z.array(z.string()).describe("scenarios that were left out on request"),
});

/** The JSON Schema of `impl.json`, as JSON text, for editors and for CI. */
export function manifestJsonSchema(): string {
  const schema = z.toJSONSchema(manifestSchema, { io: "input", target: "draft-2020-12" });
  const about = { title: "An implementation for sockspec: impl.json" };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}

const ofEditors = { $schema: z.string().optional() };

/** The JSON Schemas of files that users write beside manifests, as JSON texts, by the name of the file. */
export function fileSchemas(): ReadonlyMap<string, string> {
  const schemas = {
    network: [networkSchema.extend(ofEditors), "A network for sockspec: --network file.json"],
    scenario: [scenarioSchema.extend(ofEditors), "A scenario for sockspec: --scenarios folder"],
  } as const;
  return new Map(
    Object.entries(schemas).map(([name, [schema, title]]) => [
      name,
      `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" }) }, null, 2)}\n`,
    ]),
  );
}

/** The JSON Schemas of what commands print with `--json`, as JSON texts, by the name of the file. */
export function commandSchemas(): ReadonlyMap<string, string> {
  const schemas = {
    cases: [casesSchema, "run --list"],
    settings: [configSchema, "config"],
    list: [listSchema, "list"],
    explain: [explainSchema, "explain"],
    doctor: [doctorSchema, "doctor"],
    kernels: [kernelsSchema, "kernel status"],
  } as const;
  return new Map(
    Object.entries(schemas).map(([name, [schema, command]]) => [
      name,
      jsonSchemaText(schema, `What sockspec ${command} --json prints`),
    ]),
  );
}
