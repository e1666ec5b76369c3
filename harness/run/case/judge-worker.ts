import { parentPort, workerData } from "node:worker_threads";
import type { History } from "../../history/history.ts";
import { loadProtocol } from "../../protocol/load-protocol.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { judge } from "../../verdict/judge.ts";

const { scenario, history, module } = workerData as {
  readonly scenario: Scenario;
  readonly history: History;
  readonly module: string | null;
};
if (module !== null) {
  loadProtocol(module);
}
parentPort?.postMessage(judge(scenario, history));
