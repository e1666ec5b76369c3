import { parentPort, workerData } from "node:worker_threads";
import type { History } from "../../history/history.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { judge } from "../../verdict/judge.ts";

const { scenario, history } = workerData as {
  readonly scenario: Scenario;
  readonly history: History;
};
parentPort?.postMessage(judge(scenario, history));
