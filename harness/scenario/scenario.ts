import { z } from "zod";
import { checkSchema } from "./check.ts";
import { clientMessageSchema } from "./client/message.ts";
import { figureSchema } from "./figure.ts";
import { stepSchema } from "./step.ts";
import { stimulusSchema } from "./stimulus.ts";

/** A bundled protocol, or one that was loaded from a module. */
export const protocolSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "expected the name of a protocol, such as framed");

/**
 * The claims that an implementation may make. A scenario that needs a missing claim is
 * *unsupported*; claims that are made are tested.
 */
export const claimSchema = z.enum([
  "many-frames",
  "concurrent-connections",
  "half-close",
  "graceful-shutdown",
  "dual-stack",
  "keep-alive",
  "no-delay",
  "reuse-address",
  "backlog",
  "multicast",
  "abstract-names",
  "socket-mode",
]);

/** What carries the bytes of a connection. */
const streamTransportSchema = z.enum(["tcp", "unix"]);

/**
 * What an implementation is in a test. A correct proxy in front of a correct echo server is an echo
 * server, so what is asked of a server is asked of a proxy too.
 */
export const roleSchema = z.enum(["server", "client", "proxy"]);

/** The selections that include a scenario. */
export const profileSchema = z.enum(["quick", "default", "full"]);

/** One situation, as data: it survives `JSON.stringify` and holds no I/O, clock or branch. */
export const scenarioSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "expected area/name, such as close/half-close-drain"),
  title: z.string().min(1).describe("what the implementation does when all is well"),
  why: z.string().min(1).describe("two sentences that a user learns something from"),
  sources: z.array(z.string().min(1)).min(1),
  roles: z.array(roleSchema).min(1),
  protocols: z
    .array(protocolSchema)
    .min(1)
    .optional()
    .describe("only these; default: every protocol that can express the content"),
  transports: z
    .array(streamTransportSchema)
    .min(1)
    .optional()
    .describe("only over these; default: each that has what the steps need"),
  claims: z.array(claimSchema).optional().describe("claims that the scenario needs"),
  profiles: z.array(profileSchema).min(1).optional().describe("default: default and full"),
  links: z
    .enum(["any", "clean"])
    .optional()
    .describe("any: its limits hold at any delay and loss; default: clean"),
  start: z
    .strictObject({
      descriptorLimit: z.number().int().min(16).optional().describe("RLIMIT_NOFILE"),
      asInit: z.literal(true).optional().describe("as process 1 of its PID namespace"),
      output: z
        .literal("unread")
        .optional()
        .describe("nobody reads what it prints, and the pipe is almost full"),
      nameServer: z.literal("silent").optional().describe("its name server never answers"),
      message: clientMessageSchema.optional().describe("what a client is to send"),
      firstAddress: z
        .enum(["refuses", "silent"])
        .optional()
        .describe(
          "a client is given a name with two addresses: the first one refuses connections, or never answers",
        ),
      upstreamFamily: z
        .literal("IPv6")
        .optional()
        .describe("a proxy is told an address of its upstream of that family; default: IPv4"),
      socketPathBytes: z
        .number()
        .int()
        .min(96)
        .max(107)
        .optional()
        .describe("length of the path of its Unix-domain socket; default: as short as it can be"),
      socketName: z
        .literal("abstract")
        .optional()
        .describe("its Unix-domain socket has an abstract name, given as @name; default: a path"),
    })
    .optional()
    .describe("how the implementation is started"),
  afterwards: z
    .enum(["alive", "exited"])
    .optional()
    .describe("what is required in the end; default: alive"),
  steps: z.array(stepSchema).min(1),
  stimulus: z.array(stimulusSchema),
  figures: z.array(figureSchema).optional().describe("what is measured, and never judged"),
  checks: z.array(checkSchema).describe("beside those that hold in every situation"),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type Profile = z.infer<typeof profileSchema>;
export type Claim = z.infer<typeof claimSchema>;
export type StreamTransport = z.infer<typeof streamTransportSchema>;
