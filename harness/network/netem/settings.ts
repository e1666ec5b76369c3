import { gilbertModel } from "../gilbert.ts";
import type { Loss } from "../network.ts";
import type { NetemOptions } from "./qdiscs.ts";
import type { NetemStage } from "./stages.ts";

/**
 * netem's settings, and the resolution at which iproute2 and the kernel keep them. Times lose a µs
 * on the way in and another on the way out: 3.5 ms comes back as 3.499, 0.3333 as 0.332.
 */
export const settingKinds = {
  limit: { unit: " packets", resolution: 0 },
  delay: { unit: " ms", resolution: 0.002 },
  jitter: { unit: " ms", resolution: 0.002 },
  rate: { unit: " kbit/s", resolution: 0.008 },
  duplicate: { unit: " %", resolution: 1e-6 },
  reorder: { unit: " %", resolution: 1e-6 },
  corrupt: { unit: " %", resolution: 1e-6 },
  loss: { unit: " %", resolution: 1e-6 },
  "gemodel p": { unit: " %", resolution: 1e-6 },
  "gemodel r": { unit: " %", resolution: 1e-6 },
  "gemodel 1-h": { unit: " %", resolution: 1e-6 },
  "gemodel 1-k": { unit: " %", resolution: 1e-6 },
  correlation: { unit: " %", resolution: 1e-6 },
  "loss state": { unit: "", resolution: 0 },
  slot: { unit: "", resolution: 0 },
} as const;

export type SettingName = keyof typeof settingKinds;

/** In the units of `settingKinds`; absent settings are 0. */
export type Settings = Readonly<Partial<Record<SettingName, number>>>;

/** The settings that a stage requests. */
export function askedSettings(stage: NetemStage): Settings {
  return {
    limit: stage.limitPackets,
    delay: stage.delayMs ?? 0,
    jitter: stage.jitterMs ?? 0,
    rate: stage.rateKbit ?? 0,
    duplicate: stage.duplicatePercent ?? 0,
    reorder: stage.reorderPercent ?? 0,
    corrupt: stage.corruptPercent ?? 0,
    ...askedLoss(stage.loss),
  };
}

/** The settings that a netem reports. `loss state` and `slot`, which we never set, count as 1. */
export function readSettings(options: NetemOptions): Settings {
  const { delay, duplicate, reorder, corrupt, rate } = options;
  const random = options["loss-random"];
  const correlations = [delay, random, duplicate, reorder, corrupt].map(
    (setting) => setting?.correlation ?? 0,
  );
  return {
    limit: options.limit ?? 0,
    delay: 1000 * (delay?.delay ?? 0),
    jitter: 1000 * (delay?.jitter ?? 0),
    rate: (8 * (rate?.rate ?? 0)) / 1000,
    duplicate: 100 * (duplicate?.duplicate ?? 0),
    reorder: 100 * (reorder?.reorder ?? 0),
    corrupt: 100 * (corrupt?.corrupt ?? 0),
    loss: 100 * (random?.loss ?? 0),
    ...readGilbert(options),
    correlation: 100 * Math.max(...correlations),
    "loss state": "loss-state" in options ? 1 : 0,
    slot: "slot" in options ? 1 : 0,
  };
}

function askedLoss(loss: Loss | undefined): Settings {
  if (loss === undefined) {
    return {};
  }
  if ("percent" in loss) {
    return { loss: loss.percent };
  }
  const { p, r } = gilbertModel(loss);
  return { "gemodel p": 100 * p, "gemodel r": 100 * r, "gemodel 1-h": 100 };
}

function readGilbert(options: NetemOptions): Settings {
  const gilbert = options["loss-gemodel"];
  return {
    "gemodel p": 100 * (gilbert?.p ?? 0),
    "gemodel r": 100 * (gilbert?.r ?? 0),
    "gemodel 1-h": 100 * (gilbert?.["1-h"] ?? 0),
    "gemodel 1-k": 100 * (gilbert?.["1-k"] ?? 0),
  };
}
