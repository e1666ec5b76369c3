import { availableParallelism } from "node:os";
import { usableCpus } from "../lab/usable-cpus.ts";

/** What a guest has of this machine. */
export interface GuestPlace {
  /** Number of the CPU that it stays on. */
  readonly cpu: number;
  readonly memoryMiB: number;
}

/** What this machine has for guests. */
export interface Room {
  /** Numbers of the CPUs that have time for us. */
  readonly cpus: readonly number[];
  readonly memoryMiB: number;
}

/**
 * A guest's labs and servers live in it: a runtime takes 100 MB, and so does a driver. What it does
 * not use is not taken from this machine.
 */
const wantedMiB = 3072;

/** Three labs with servers of Deno, the largest runtime, ran in as much. */
const leastMiB = 1024;

/** As many guests as have work, a CPU each, and memory; one in any case. */
export function placeGuests(cases: number, room: Room = findRoom()): readonly GuestPlace[] {
  const affordable = Math.floor(room.memoryMiB / wantedMiB);
  const guests = Math.max(1, Math.min(cases, room.cpus.length, affordable));
  const memoryMiB = Math.max(leastMiB, Math.min(wantedMiB, Math.floor(room.memoryMiB)));
  return room.cpus.slice(0, guests).map((cpu) => ({ cpu, memoryMiB }));
}

/** A control group may grant less time than the CPUs have, and less memory than is free. */
function findRoom(): Room {
  return {
    cpus: usableCpus().slice(0, availableParallelism()),
    memoryMiB: process.availableMemory() / 2 ** 20,
  };
}
