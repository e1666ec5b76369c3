import { expect, test } from "vitest";
import type { Finding } from "./finding.ts";
import { mendingCommand } from "./mending.ts";

const missing = (mends: Finding["mends"]): Finding => ({
  what: "something",
  state: "no",
  message: "",
  ...(mends === undefined ? {} : { mends }),
});

const tools = [
  missing({ packages: ["iproute2"] }),
  missing({ packages: ["iproute2", "g++"] }),
  missing(undefined),
];
const guest = missing({ packages: ["user-mode-linux"] });
const namespaces = missing({ command: "sysctl --write kernel.unprivileged_userns_clone=1" });

test.each<[string, readonly Finding[], readonly string[], boolean, string | null]>([
  ["nothing", [missing(undefined)], ["debian"], false, null],
  [
    "packages of Debian, each once",
    [...tools, guest],
    ["debian"],
    false,
    "sudo apt-get update && sudo apt-get install --yes --no-install-recommends iproute2 g++ user-mode-linux",
  ],
  [
    "packages of Ubuntu, which has no User-Mode Linux",
    [...tools, guest],
    ["ubuntu", "debian"],
    true,
    "apt-get update && apt-get install --yes --no-install-recommends iproute2 g++",
  ],
  [
    "packages and a setting, for root",
    [...tools, namespaces],
    ["debian"],
    true,
    "apt-get update && apt-get install --yes --no-install-recommends iproute2 g++ && " +
      "sysctl --write kernel.unprivileged_userns_clone=1",
  ],
  [
    "packages as Fedora calls them, without one that it has not",
    [...tools, guest],
    ["fedora"],
    false,
    "sudo dnf install --assumeyes iproute iproute-tc gcc-c++",
  ],
  ["packages of an unknown distribution", tools, ["nixos"], false, null],
  [
    "a setting of an unknown distribution",
    [...tools, namespaces],
    ["nixos"],
    false,
    "sudo sysctl --write kernel.unprivileged_userns_clone=1",
  ],
])("mends %s", (_, findings, distributions, isRoot, command) => {
  expect(mendingCommand(findings, { distributions, isRoot })).toBe(command);
});
