import { describe, expect, test } from "vitest";
import { commandName } from "./command-name.ts";
import { plainName, shortName } from "./plain-name.ts";

test.each([
  ["python3 echo.py 0.0.0.0 {port}", "echo-py"],
  ["python3 -u echo.py 127.0.0.1:{port}", "echo-py"],
  ["/usr/bin/python3.11 -X dev -W error ./servers/my_echo.py", "my-echo-py"],
  ["python3 -m my_echo.server {port}", "my-echo-server"],
  ["python3 -c pass {port}", "python3"],
  ["./echo --listen 0.0.0.0:{port} --config a.json", "echo"],
  ["./a.out {port}", "a-out"],
  ["./my-echo v1.2", "my-echo"],
  ["java -jar build/x.jar 0.0.0.0 {port}", "x-jar"],
  ["java -Xmx64m -cp build:lib.jar com.example.Main {port}", "main"],
  ["java Echo.java {port}", "echo-java"],
  ["node --flag x.js {port}", "x-js"],
  ["node --import ./hook.mjs --max-old-space-size=64 server.mjs {port}", "server-mjs"],
  ["node -e code {port}", "node"],
  ["deno run -A --allow-net=0.0.0.0 server.ts {port}", "server-ts"],
  ["bun run server.ts {port}", "server-ts"],
  ["bun server.ts {port}", "server-ts"],
  ["dotnet bin/Echo.dll {port}", "echo-dll"],
  ["go run ./cmd/echo {port}", "echo"],
  ["cargo run --release --bin echo-server -- {port}", "echo-server"],
  ["ruby -I lib echo.rb {port}", "echo-rb"],
  ["npx my-echo {port}", "my-echo"],
  ["npx tsx src/server.ts {port}", "server-ts"],
  ["poetry run python -u server.py {port}", "server-py"],
  ["uv run server.py {port}", "server-py"],
  ["npm run serve", "serve"],
  ["php -d display_errors=1 echo.php {port}", "echo-php"],
  ["dotnet run --project src/Echo {port}", "echo"],
  ["cargo run --example plain -- {port}", "plain"],
  ["valgrind --leak-check=full ./echo {port}", "echo"],
  ["tini -- ./echo {port}", "echo"],
  ["./écho {port}", "echo"],
  ["env A=b python3 -u x.py {port}", "x-py"],
  ["env -u HOME -i A=b C=d ./server.sh", "server-sh"],
  ["nice -n 5 timeout 60 ./echo {port}", "echo"],
  ["stdbuf -oL setsid ./echo {port}", "echo"],
  ["taskset -c 0,1 ./echo 1.2.3.4", "echo"],
  ["sudo -u nobody ./echo", "echo"],
  ["strace -f -o out.txt ./echo {port}", "echo"],
  ["sh serve.sh {port}", "serve-sh"],
  ["docker run --rm -p 9:9 -e A=b ghcr.io/me/echo:1.2 {port}", "echo"],
  ["podman run --network=host echo@sha256:123", "echo"],
  ["env", "env"],
])("%s is named %s", (line, name) => {
  expect(commandName(line.split(" "))).toBe(name);
});

test.each([
  ["exec ./echo --port $1", "echo"],
  ["cd build && exec env A=b ./echo 0.0.0.0", "echo"],
  ["PORT={port} python3 echo.py", "echo-py"],
  ["ulimit -n 64; node 'x y.js' 2>&1", "x"],
  ['exec "$@"', "sh"],
  ["", "sh"],
])("sh -c %j is named %s", (script, name) => {
  expect(commandName(["sh", "-c", script, "sh", "{port}"])).toBe(name);
});

describe("a long name", () => {
  const long = "a-name-of-many-words-".repeat(11);

  test("is shortened with a digest, by which it differs from others", () => {
    const names = [long, `${long}b`, `${long}c`].map(plainName);
    expect(new Set(names).size).toBe(3);
    for (const name of names) {
      expect(name).toMatch(/^a-name-of-many-words-[a-z-]+-[0-9a-f]{8}$/);
      expect(name.length).toBeLessThanOrEqual(60);
    }
    expect(shortName("x".repeat(230))).toBe(shortName("x".repeat(230)));
  });

  test("of sixty characters stays", () => {
    expect(shortName("x".repeat(60))).toBe("x".repeat(60));
  });
});

test("letters that names cannot have are replaced by a digest, so that two scripts differ", () => {
  const [one, other] = ["эхо.py", "сервер.py"].map((script) => commandName(["python3", script]));
  expect(one).toMatch(/^py-[0-9a-f]{8}$/);
  expect(other).toMatch(/^py-[0-9a-f]{8}$/);
  expect(one).not.toBe(other);
  expect(commandName(["./эхо"])).toMatch(/^server-[0-9a-f]{8}$/);
});
