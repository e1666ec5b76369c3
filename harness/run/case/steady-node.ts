/**
 * Options of a Node in virtual time. V8's threads and its marking bit by bit pace themselves by the
 * clock, which stands still while they compute: a driver that echoed 40 MB asked for the time 630,000
 * times, and what the threads did first was not the same in every run.
 */
export const steadyNode: readonly string[] = ["--single-threaded", "--no-incremental-marking"];

/** @param modules a module that is loaded in front of all others. */
export function importedFirst(modules: string): string {
  return `--import=${modules}`;
}

/** @returns those of a process's options that the Nodes which it starts in virtual time get too. */
export function handedOn(options: readonly string[]): readonly string[] {
  return steadyNode.every((option) => options.includes(option))
    ? options.filter((option) => steadyNode.includes(option) || option.startsWith("--import="))
    : [];
}
