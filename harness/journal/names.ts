import { z } from "zod";
import { networkSchema } from "../network/network-schema.ts";

/** Names become parts of file names, of addresses in reports, and of commands. */
export const implementationNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "expected a name like my-echo");

export const scenarioIdSchema = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "expected area/name");

export const networkNameSchema = networkSchema.shape.name;
