import { gradeServer } from "sockspec/vitest";

gradeServer({
  command: ["node", "echo-server.js", "{port}"],
  protocol: "stream",
  profile: "quick",
});
