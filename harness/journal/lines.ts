import { z } from "zod";
import type { Parsed } from "../history/parsed.ts";
import {
  type CaseResult,
  caseResultSchema,
  type SessionResult,
  sessionResultSchema,
} from "./case-result.ts";
import { headerSchema, machineSchema, type RunHeader } from "./header.ts";

const number = z.number().int().min(1);
const milliseconds = z.number().nonnegative();

/** How a run ended, or its part since it was resumed. */
const endSchema = z.object({
  wallMs: milliseconds,
  interrupted: z.boolean(),
  /** Why it is not whole; null where it is. Older journals lack it. */
  stopped: z.string().nullable().exactOptional(),
});

/** From this line on, another process ran the remaining cases. */
const resumeSchema = z.object({
  /** ISO 8601, UTC. */
  resumedAt: z.iso.datetime(),
  jobs: number,
  /** How long the run had taken until then, in ms; of a part that was cut off, until its last line. */
  wallMsBefore: milliseconds,
  /** Sessions whose cases are kept, and whose end, with its controls, is missing. */
  cutSessions: z.array(number),
  /** Where it ran, if that is another machine than the header's. */
  machine: machineSchema.exactOptional(),
});

/** Lines of the journal, by their type. Unknown keys are kept: newer versions may add some. */
export const lineSchemas = {
  header: headerSchema.loose(),
  case: caseResultSchema.loose(),
  session: sessionResultSchema.loose(),
  end: endSchema.loose(),
  resume: resumeSchema.loose(),
};

export type EndLine = Parsed<typeof endSchema>;
export type ResumeLine = Parsed<typeof resumeSchema>;

export type JournalLine =
  | ({ readonly type: "header" } & RunHeader)
  | ({ readonly type: "case" } & CaseResult)
  | ({ readonly type: "session" } & SessionResult)
  | ({ readonly type: "end" } & EndLine)
  | ({ readonly type: "resume" } & ResumeLine);
