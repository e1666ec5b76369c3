import { availableParallelism } from "node:os";
import { usableCpus } from "../../host/usable-cpus.ts";
import type { PlannedCase } from "../../plan/plan.ts";

/** The part of this machine that a guest gets. */
export interface GuestPlace {
  /** Number of the CPU that it stays on. */
  readonly cpu: number;
  readonly memoryMiB: number;
}

/** The resources of this machine that guests may use. */
export interface Room {
  /** Numbers of the CPUs that have time for us. */
  readonly cpus: readonly number[];
  readonly memoryMiB: number;
}

/**
 * Memory for a guest's labs and servers: a runtime takes 100 MB, and so does a driver. Memory that
 * the guest does not use is not taken from this machine.
 */
const wantedMiB = 3072;

/** This was enough for three labs with servers of Deno, Bun and Node. */
const leastMiB = 1024;

/** One guest for each share of work, CPU and sufficient memory; at least one. */
export function placeGuests(cases: number, room: Room = findRoom()): readonly GuestPlace[] {
  const affordable = Math.floor(room.memoryMiB / wantedMiB);
  const guests = Math.max(1, Math.min(cases, room.cpus.length, affordable));
  const memoryMiB = Math.max(leastMiB, Math.min(wantedMiB, Math.floor(room.memoryMiB)));
  return room.cpus.slice(0, guests).map((cpu) => ({ cpu, memoryMiB }));
}

/** A lab with its proof and its controls takes a guest's CPU for 8 s, as ten short cases do. */
const casesWorthALab = 4;

/** @returns the labs side by side in a guest: as many as requested, if there are enough cases. */
export function labsFor(plan: readonly PlannedCase[], asked: number): number {
  const networks = new Set(plan.map(({ network }) => network.name)).size;
  return Math.min(asked, Math.max(networks, Math.ceil(plan.length / casesWorthALab)));
}

/** A control group may grant less time than the CPUs have, and less memory than is free. */
function findRoom(): Room {
  return {
    cpus: usableCpus().slice(0, availableParallelism()),
    memoryMiB: process.availableMemory() / 2 ** 20,
  };
}
