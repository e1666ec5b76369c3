import { once } from "node:events";
import { text } from "node:stream/consumers";
import { oneAnswer, type WireShell, wireFailure } from "../wire/shell.ts";
import type { Agent } from "./agent.ts";

/** Runs programs in one of our containers, as a netns lab does in its wire's namespaces. */
export function startContainerWire(agent: Agent): WireShell {
  const run: WireShell["run"] = async (command, input = "") => {
    const child = agent.start({ words: command, environment: {}, stdin: "pipe" });
    const ended = once(child, "close");
    child.stdin?.end(input);
    const [printed, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
    await ended.catch((cause) => {
      throw wireFailure(command, String(cause), cause);
    });
    if (child.exitCode !== 0) {
      const how = child.signalCode ?? `status ${child.exitCode}`;
      throw wireFailure(command, complaint || `it ended with ${how}`);
    }
    return printed;
  };
  return { run, ask: (question) => run(oneAnswer(question)) };
}
