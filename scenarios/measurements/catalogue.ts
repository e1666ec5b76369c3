import type { Scenario } from "../../harness/scenario/scenario.ts";
import { blackhole } from "./blackhole.ts";
import { bulk } from "./bulk.ts";
import { connections } from "./connections.ts";
import { firstEcho } from "./first-echo.ts";
import { hundred } from "./hundred.ts";
import { nagle } from "./nagle.ts";
import { openModel } from "./open-model.ts";
import { pingPong } from "./ping-pong.ts";
import { pipelined } from "./pipelined.ts";
import { windows } from "./windows.ts";

/** What `sockspec bench` measures, in the order in which it is shown. */
export const measurements: readonly Scenario[] = [
  pingPong,
  openModel,
  nagle,
  pipelined,
  bulk,
  windows,
  hundred,
  blackhole,
  connections,
  firstEcho,
];
