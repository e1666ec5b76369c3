import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { History } from "../../history/history.ts";
import { describeFileError } from "../../host/file-error.ts";
import type { CaseResult, SessionResult } from "../../journal/case-result.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { describeNetwork } from "../../network/describe.ts";
import { loadScenario, readLoad, type TheoryLine } from "../../network/link-load.ts";
import { type Network, needsNetem } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { type Paint, startPaint } from "../../report/terminal/glyphs.ts";
import { execute } from "../../run/execute.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { RunOutcome } from "../../run/run-options.ts";
import { pinnedEnvironment } from "../choose/bundled.ts";
import { preparedControls } from "../choose/controls.ts";
import { chooseLab } from "../choose/lab.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { writeReport } from "../reporters/files.ts";
import { chooseReporters } from "../reporters/reporters.ts";
import type { ReporterRequests } from "../reporters/requests.ts";
import { screenOf } from "../reporters/screen.ts";

export interface ProveOptions extends Pick<RunFlags, "kernel" | "json"> {
  readonly signal: AbortSignal;
}

/** Measurements of one network. */
interface Proved {
  readonly network: Network;
  readonly session: SessionResult | null;
  readonly result: CaseResult | null;
  readonly theory: readonly TheoryLine[];
}

/** Proves links and prints theory beside measurement; exits with 3 if a link is not as described. */
export async function runProve(
  wanted: readonly string[],
  options: ProveOptions,
): Promise<ExitStatus> {
  const { signal } = options;
  const networks = chooseNetworks(wanted);
  const document = chooseReporters(options);
  const lab = await chooseLab({ lab: "netns", kernel: options.kernel }, { runId: "prove", signal });
  const { proved, interrupted } = await proveAll(networks, lab, signal);
  const stream = document.output === null ? process.stdout : process.stderr;
  const paint = startPaint(screenOf(stream).coloured);
  for (const measured of proved) {
    stream.write(`${formatProved(measured, paint)}\n`);
  }
  const isWritten = writeDocument(document, proved);
  if (interrupted) {
    return exitStatus.interrupted;
  }
  const all = proved.every(({ session }) => session?.proof?.unproven === null);
  return all && isWritten ? exitStatus.asExpected : exitStatus.noVerdict;
}

interface AllProved {
  readonly proved: readonly Proved[];
  readonly interrupted: boolean;
}

async function proveAll(
  networks: readonly Network[],
  lab: LabChoice,
  signal: AbortSignal,
): Promise<AllProved> {
  const controls = await preparedControls(lab.images, signal);
  const plan = networks.map(
    (network, index): PlannedCase => ({
      ...controls.good.planned,
      index,
      network,
      scenario: loadScenario(network),
      unsupported: whyNotProved(network, lab),
    }),
  );
  using scratch = makeScratch();
  const histories = new Map<number, History>();
  const request = {
    plan,
    lab,
    controls,
    signal,
    fixedPort: null,
    jobs: 1,
    failureLimit: null,
    runId: "prove",
    folder: scratch.folder,
    environment: pinnedEnvironment(),
    unusable: new Map(),
  };
  const outcome = await execute(request, {
    onCase({ index }, history) {
      if (history !== null) {
        histories.set(index, history);
      }
    },
  });
  const proved = networks.map((network, index) =>
    measurementsOf(network, index, outcome, histories.get(index)),
  );
  return { proved, interrupted: outcome.interrupted };
}

/** @param index the number of the network's case. */
function measurementsOf(
  network: Network,
  index: number,
  { sessions, cases }: RunOutcome,
  history: History | undefined,
): Proved {
  return {
    network,
    session: sessions.find((session) => session.network === network.name) ?? null,
    result: cases.find((result) => result.index === index) ?? null,
    theory: history === undefined ? [] : readLoad(network, history),
  };
}

/** A bare wire is proved where it can be watched. */
function whyNotProved(network: Network, { abilities, kernelForLink }: LabChoice): string | null {
  const can = kernelForLink(network) !== "host" || (!needsNetem(network) && abilities.breaksLink);
  return can ? null : abilities.cannotImpair;
}

/** A folder for the output of guests. */
function makeScratch(): Disposable & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "sockspec-prove-"));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

function formatProved({ network, session, result, theory }: Proved, paint: Paint): string {
  const items = session?.proof?.items ?? [];
  const width = Math.max(0, ...[...items, ...theory].map(({ what }) => what.length));
  const where = session === null ? "" : ` (${session.kernel})`;
  const lines = [
    paint("bold", `${describeNetwork(network)}${where}`),
    ...items.map(({ what, expected, found, holds }) => {
      const sign = holds ? paint("green", "✓") : paint("red", "✗");
      return `  ${sign} ${what.padEnd(width)}  ${found}; expected ${expected}`;
    }),
    ...theory.map(
      ({ what, theory, measured }) =>
        `  ${paint("dim", "·")} ${what.padEnd(width)}  ${measured}; theory: ${theory}`,
    ),
    ...(items.length > 0 ? [] : [`  not proved: ${result?.reason ?? "its lab did not open"}`]),
  ];
  return `${lines.join("\n")}\n`;
}

/** @returns whether it was written: the measurements are on the screen in any case. */
function writeDocument({ output, files }: ReporterRequests, proved: readonly Proved[]): boolean {
  const text = `${JSON.stringify(proved, null, 2)}\n`;
  if (output !== null) {
    process.stdout.write(text);
  }
  try {
    for (const { path } of files) {
      writeReport(path, text);
    }
    return true;
  } catch (cause) {
    console.error(`sockspec: the measurements were not written: ${describeFileError(cause)}.`);
    return false;
  }
}
