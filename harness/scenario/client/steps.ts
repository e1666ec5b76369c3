import { z } from "zod";
import { durationSchema } from "../amount-schema.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "expected a name such as main or second");

/** Steps with which the driver plays a server to a client that is under test. */
export const clientStepSchemas = [
  z
    .strictObject({ do: z.literal("listen") })
    .describe("at the address that clients are given; without it, connections are refused"),
  z
    .strictObject({
      do: z.literal("startClient"),
      client: name.describe("what checks call it"),
    })
    .describe("start the implementation with the message of `start`"),
  z
    .strictObject({
      do: z.literal("accept"),
      connection: name,
      deadline: durationSchema.optional(),
    })
    .describe("wait for the next connection; until then, the kernel holds it"),
  z
    .strictObject({
      do: z.literal("awaitMessage"),
      on: name.describe("a connection, or all of a group, from the last accept"),
      deadline: durationSchema.optional(),
    })
    .describe("wait until as many bytes have arrived as the client's message takes"),
] as const;

export type ClientStep = z.infer<(typeof clientStepSchemas)[number]>;
