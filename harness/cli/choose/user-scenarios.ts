import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describeFileError } from "../../host/file-error.ts";
import { messageOf } from "../../host/message-of.ts";
import { readJson, withoutSchemaKey } from "../../host/read-json.ts";
import { provideOwnPackage } from "../../protocol/own-package.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { InvalidScenarioError, notAScenario, parseScenario } from "../../scenario/validate.ts";
import { UsageError } from "../exit-status.ts";

/**
 * Reads a folder of a user's own scenarios: JSON files hold one each, TypeScript and JavaScript
 * files export any number.
 *
 * @throws {UsageError} when the folder cannot be read or holds none.
 * @throws {InvalidScenarioError} naming the file, the key and the expected value.
 */
export async function loadUserScenarios(folder: string): Promise<readonly Scenario[]> {
  const files = listFiles(folder).filter(isScenarioFile);
  const loaded = await Promise.all(files.map(loadFile));
  const scenarios = loaded.flat();
  if (scenarios.length === 0) {
    throw new UsageError(`--scenarios: expected .json or .ts files in ${folder}, found none.`);
  }
  return scenarios;
}

function isScenarioFile(file: string): boolean {
  const foreign = /(^|\/)(package|package-lock|tsconfig[^/]*)\.json$|\.d\.[cm]?ts$|\.test\.ts$/;
  return /\.(json|[cm]?[jt]s)$/.test(file) && !foreign.test(file);
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
      .map((entry) => resolve(join(entry.parentPath, entry.name)))
      .sort();
  } catch (cause) {
    const found = describeFileError(cause);
    throw new UsageError(`--scenarios: ${folder} cannot be read: ${found}.`, { cause });
  }
}

async function loadFile(file: string): Promise<readonly Scenario[]> {
  if (file.endsWith(".json")) {
    const refuse = (cause: unknown) =>
      new InvalidScenarioError(notAScenario(file, [describeFileError(cause)]), { cause });
    return [parseScenario(withoutSchemaKey(readJson(file, refuse)), file)];
  }
  provideOwnPackage();
  const exported = await importFile(file);
  return Object.entries(exported).map(([name, value]) => parseScenario(value, `${file} (${name})`));
}

async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new InvalidScenarioError(notAScenario(file, [messageOf(cause)]), { cause });
  }
}
