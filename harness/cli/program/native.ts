import type { Command } from "commander";

/** The commands that start native programs. The doctor compiles them as well, and reports how that went. */
const users: ReadonlySet<string> = new Set([
  "run",
  "bench",
  "interop",
  "self-test",
  "prove",
  "scoreboard",
]);

/** Has every such command compile the harness's native programs first, where nothing brought them. */
export function prepareNativeFirst(program: Command, signal: AbortSignal): void {
  program.hook("preAction", async (_, command) => {
    if (users.has(command.name())) {
      const { prepareNative } = await import("../../host/package/native-root.ts");
      await prepareNative({ signal, onNote: (note) => console.error(`sockspec: ${note}`) });
    }
  });
}
