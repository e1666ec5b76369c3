import { expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { type Inquirer, startInquirer } from "./inquirer.ts";

const environment = toolEnvironment();

/** Starts a program that does this with each question, `$question`. */
function answering(body: string, timeoutMs = 5000): Inquirer {
  const script = `while read -r question; do ${body}; done`;
  return startInquirer(["sh", "-c", script], { environment, timeoutMs });
}

test("questions are answered in the order in which they were asked", async () => {
  const inquirer = answering('echo "[\\"$question\\"]"');
  const answers = await Promise.all(["one", "two", "three"].map((each) => inquirer.ask(each)));
  expect(answers).toEqual(['["one"]', '["two"]', '["three"]']);
  expect(inquirer.hasEnded).toBe(false);
});

test.each([
  ["ends with a complaint", "echo No such device. >&2; exit 1", "No such device."],
  ["ends without one", "exit 0", "it ended with status 0"],
  ["does not answer", "sleep 0.3", "it did not answer in 100 ms"],
])("a program that %s fails, for all that has been asked and will be", async (_, body, reason) => {
  const inquirer = answering(body, 100);
  const asked = [inquirer.ask("one"), inquirer.ask("two")];
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
  await expect(asked[0]).rejects.toThrow(reason);
  await expect(inquirer.ask("three")).rejects.toThrow(reason);
  expect(inquirer.hasEnded).toBe(true);
});

test("a program that is not there fails", async () => {
  const inquirer = startInquirer(["nosuchprogram"], { environment, timeoutMs: 5000 });
  await expect(inquirer.ask("one")).rejects.toThrow("ENOENT");
});
