import { runSchemaVersion } from "../header.ts";
import { InvalidJournalError } from "../invalid-journal-error.ts";
import { describeValue, type Origin, parseJson, parseStored } from "../json.ts";
import { type JournalLine, lineSchemas } from "../lines.ts";
import { refuseOtherVersion } from "../version.ts";

/** @throws {InvalidJournalError} for anything that is not as a line of a journal is written. */
export function parseLine(bytes: Buffer, origin: Origin): JournalLine {
  const data = parseJson(bytes, origin);
  const type = typeof data === "object" && data !== null && "type" in data ? data.type : undefined;
  switch (type) {
    case "header":
      refuseOtherVersion(data, runSchemaVersion, origin);
      return { ...parseStored(lineSchemas.header, data, origin), type };
    case "case":
      return { ...parseStored(lineSchemas.case, data, origin), type };
    case "session":
      return { ...parseStored(lineSchemas.session, data, origin), type };
    case "end":
      return { ...parseStored(lineSchemas.end, data, origin), type };
    case "resume":
      return { ...parseStored(lineSchemas.resume, data, origin), type };
    default: {
      const found = type === undefined ? describeValue(data) : describeValue(type);
      const expected = "header, case, session, resume or end";
      throw new InvalidJournalError({ ...origin, key: "type", expected, found });
    }
  }
}
