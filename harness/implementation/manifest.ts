import { z } from "zod";
import type { ProgramImage } from "../host/program-image.ts";
import { claimSchema, protocolSchema, roleSchema } from "../scenario/scenario.ts";
import { commandOfImage, mentions, takesUpstream } from "./placeholders.ts";

const command = z
  .array(z.string())
  .min(1)
  .describe(
    "the program and its arguments; {host}, {port} and {maxFrame} are replaced, or {socket} by the path of a Unix-domain socket; for a client {message} and {deadlineMs} too, for a proxy {listenHost}, {listenPort}, {upstreamHost} and {upstreamPort}",
  );

export const environmentSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected a variable such as LOG_LEVEL")
      .regex(/^(?!SOCKSPEC_)/, "variables that begin with SOCKSPEC_ are set by sockspec"),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no variable can hold it.
    z.string().regex(/^[^\u0000]*$/, "expected text without NUL"),
  )
  .describe("environment variables; the same are replaced as in the command");

/** How an implementation runs in a container, and its limits there. */
const containerSchema = z.strictObject({
  dockerfile: z
    .string()
    .min(1)
    .optional()
    .describe("the Dockerfile that builds the image, relative to the manifest's folder"),
  base: z
    .enum(["runtime", "python"])
    .default("runtime")
    .describe(
      "what the Dockerfile gets as BASE: Debian with the C and C++ libraries, or with Python 3 too",
    ),
  files: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe(
      "additional files for the build: path in the build context, and path relative to the manifest's folder",
    ),
  command: command.optional().describe("replaces the manifest's command, if paths differ"),
  env: environmentSchema.optional().describe("additional environment variables"),
  cwd: z
    .string()
    .min(1)
    .optional()
    .describe("replaces the manifest's cwd; a relative one starts at the image's WORKDIR"),
  writableRoot: z.boolean().default(false).describe("whether the server writes outside /tmp"),
  memoryMiB: z.number().int().min(16).max(65_536).default(512),
  processes: z
    .number()
    .int()
    .min(8)
    .max(65_536)
    .default(4096)
    .describe("the maximum number of processes and threads"),
});

export const nameExpected = "expected lower-case letters, digits and hyphens, such as my-echo";

/** A protocol's name, or the path of a module that defines one. */
const spokenSchema = z.union([
  protocolSchema,
  z.string().regex(/^\.{1,2}\/.*\.[cm]?[jt]s$/, "expected a name, or a path such as ./mine.ts"),
]);

/** An implementation's description of itself, in `impl.json`. */
export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, nameExpected),
    title: z.string().min(1).optional().describe("a name for people"),
    role: roleSchema,
    protocols: z.array(spokenSchema).min(1).describe("names, or paths of modules beside this file"),
    command,
    env: environmentSchema.optional(),
    cwd: z
      .string()
      .min(1)
      .optional()
      .describe("working directory; a relative one starts at the manifest's folder"),
    build: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("a command to run once, before the first case"),
    debianPackage: z
      .string()
      .regex(/^[a-z0-9][a-z0-9+.-]+$/, "expected the name of a Debian package")
      .optional()
      .describe("the package that brings the program, to be named where that is missing"),
    npmPackages: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        "packages that it needs: a runtime, or what its modules import; to be named where one is missing",
      ),
    program: z
      .string()
      .min(1)
      .optional()
      .describe("that program, where the command begins with another, such as sh"),
    version: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("a command that prints the version in one line"),
    // Scenarios send lengths from 80 MiB on as ones that every implementation must refuse.
    maxFrameBytes: z
      .number()
      .int()
      .min(1024)
      .max(64 * 1024 * 1024)
      .default(1024 * 1024),
    keepAliveMs: z
      .number()
      .int()
      .min(1)
      // Linux by default: 2 h of silence, then 9 probes in 11 min.
      .max(4 * 3_600_000)
      .optional()
      .describe(
        "the connection of a vanished peer is dropped after this time: idle + interval × probes",
      ),
    backlog: z
      .number()
      .int()
      .min(1)
      .max(2 ** 31 - 1)
      .optional()
      .describe("the backlog that the server gives to listen(2)"),
    deadlineMs: z
      .number()
      .int()
      .min(100)
      .max(60_000)
      .optional()
      .describe(
        "a client gives up after this time without progress; default: 5000, which it is told",
      ),
    socketMode: z
      .string()
      .regex(/^0[0-7]{3}$/, 'expected permission bits in octal, such as "0660"')
      .optional()
      .describe("the permission bits that the server gives the file of its Unix-domain socket"),
    claims: z.array(claimSchema),
    image: z.string().min(1).optional().describe("the container image, for the container lab"),
    container: containerSchema.optional(),
    readyTimeoutMs: z
      .number()
      .int()
      .min(100)
      .max(600_000)
      .default(30_000)
      .describe(
        "the server must be listening within this time; --start-timeout, in seconds, overrides it",
      ),
  })
  .refine(
    ({ claims, keepAliveMs }) => !claims.includes("keep-alive") || keepAliveMs !== undefined,
    {
      path: ["keepAliveMs"],
      message: "expected the time of the keep-alive that is claimed, in ms",
    },
  )
  .refine(({ claims, backlog }) => !claims.includes("backlog") || backlog !== undefined, {
    path: ["backlog"],
    message: "expected the backlog that is claimed, such as 511",
  })
  .refine(({ claims, socketMode }) => !claims.includes("socket-mode") || socketMode !== undefined, {
    path: ["socketMode"],
    message: 'expected the mode of the socket that is claimed, such as "0660"',
  })
  .refine((manifest) => manifest.role !== "client" || !mentions(manifest, "{socket}"), {
    path: ["command"],
    message: "expected {host} and {port} for a client, which connects over TCP, found {socket}",
  })
  .refine((manifest) => !(mentions(manifest, "{socket}") && mentions(manifest, "{port}")), {
    path: ["command"],
    message:
      "expected {port} for a server on TCP or UDP, or {socket} for one on a Unix-domain socket, found both",
  })
  .refine(
    // The command of an image may read it from the environment.
    (manifest) =>
      manifest.role !== "proxy" || takesUpstream(manifest) || mentions(manifest, commandOfImage),
    {
      path: ["command"],
      message:
        "expected {upstreamHost} and {upstreamPort}, where a proxy passes connections on to, found neither in it nor in env",
    },
  )
  .refine((manifest) => manifest.role === "proxy" || !takesUpstream(manifest), {
    path: ["role"],
    message: 'expected "proxy" for a command that takes {upstreamPort}; ad hoc, that is --proxy',
  })
  .refine((manifest) => manifest.role !== "proxy" || !mentions(manifest, "{socket}"), {
    path: ["command"],
    message: "expected {listenPort} for a proxy, which listens on TCP, found {socket}",
  });

type Manifest = z.infer<typeof manifestSchema>;

/** A manifest, and the folder in which its commands run. */
export interface Implementation extends Manifest {
  /** Absolute. */
  readonly folder: string;
  /** Image for the container lab; absent until it is prepared for that lab. */
  readonly preparedImage?: ProgramImage;
  /** Absent unless this server, or proxy, is played with a client: then its name is the pair's. */
  readonly pair?: Pair;
  /** The modules that define its protocols, absolute paths by name; absent if all are bundled. */
  readonly protocolModules?: Readonly<Record<string, string>>;
  /** It is measured beside the others, to compare them with, and is not ranked. Default: it is. */
  readonly isYardstick?: true;
}

/** A client and a server that are played against each other. */
interface Pair {
  readonly client: Implementation;
  /** The server by itself. */
  readonly server: Pick<Implementation, "name" | "title">;
  /** Absent where the client connects to the server itself. */
  readonly through?: Through;
}

/** What stands between the two: then the implementation is the proxy, and the server runs behind it. */
interface Through {
  /** The proxy by itself. */
  readonly proxy: Pick<Implementation, "name" | "title">;
  readonly server: Implementation;
}
