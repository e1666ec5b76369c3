import type { Scenario } from "../../harness/scenario/scenario.ts";
import { bulk } from "./bulk.ts";
import { connections } from "./connections.ts";
import { hundred } from "./hundred.ts";
import { openModel } from "./open-model.ts";
import { pingPong } from "./ping-pong.ts";
import { pipelined } from "./pipelined.ts";

/** What `sockspec bench` measures, in the order in which it is shown. */
export const measurements: readonly Scenario[] = [
  pingPong,
  openModel,
  pipelined,
  bulk,
  hundred,
  connections,
];
