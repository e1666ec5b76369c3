import type { Direction } from "../network.ts";
import { type Qdisc, readNetems } from "./qdiscs.ts";
import {
  askedSettings,
  readSettings,
  type SettingName,
  type Settings,
  settingKinds,
} from "./settings.ts";
import { netemStages } from "./stages.ts";
import { stageHandle, stageParent } from "./tc-arguments.ts";

/** A netem that must be present. */
export interface ExpectedQdisc {
  readonly handle: string;
  /** Null for the outermost stage. */
  readonly parent: string | null;
  readonly settings: Settings;
}

/** The qdiscs expected on the device through which the direction leaves the wire. */
export function expectedQdiscs(direction: Direction): readonly ExpectedQdisc[] {
  return netemStages(direction).map((stage, index) => ({
    handle: stageHandle(index),
    parent: index === 0 ? null : stageParent(index),
    settings: askedSettings(stage),
  }));
}

/**
 * @param data parsed JSON of `tc -j -s qdisc show dev X`.
 * @returns one line per difference from what was requested.
 * @throws {UnreadableQdiscsError}
 */
export function compareQdiscs(
  expected: readonly ExpectedQdisc[],
  data: unknown,
): readonly string[] {
  const netems = readNetems(data);
  const surplus = netems.filter(({ handle }) => !expected.some((qdisc) => qdisc.handle === handle));
  return [
    ...expected.flatMap((qdisc) =>
      compareOne(
        qdisc,
        netems.find(({ handle }) => handle === qdisc.handle),
      ),
    ),
    ...surplus.map(({ handle }) => `netem ${handle} was not requested, but is present`),
  ];
}

function compareOne(expected: ExpectedQdisc, found: Qdisc | undefined): readonly string[] {
  const name = `netem ${expected.handle}`;
  if (found === undefined) {
    return [`${name} was requested, but is missing`];
  }
  const asked = expected.parent ?? "root";
  const readBack = found.root ? "root" : (found.parent ?? "none");
  return [
    ...(asked === readBack ? [] : [`${name} requested the parent ${asked}, got ${readBack}`]),
    ...compareSettings(expected.settings, readSettings(found.options)).map(
      (difference) => `${name} ${difference}`,
    ),
  ];
}

function compareSettings(asked: Settings, readBack: Settings): readonly string[] {
  return (Object.keys(settingKinds) as SettingName[]).flatMap((name) => {
    const [wanted, found] = [asked[name] ?? 0, readBack[name] ?? 0];
    const { unit, resolution } = settingKinds[name];
    return isWithin(resolution, wanted, found)
      ? []
      : [`requested a ${name} of ${wanted}${unit}, got ${found}${unit}`];
  });
}

/**
 * iproute2 prints six significant digits of a float. Settings without a resolution are integers.
 */
function isWithin(resolution: number, asked: number, readBack: number): boolean {
  const printing = resolution === 0 ? 0 : 1e-5 * Math.abs(asked);
  return Math.abs(asked - readBack) <= resolution + printing;
}
