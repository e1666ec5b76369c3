import { gradeServer } from "sockspec/node-test";

gradeServer({
  command: ["node", "echo-server.js", "{port}"],
  protocol: "stream",
  profile: "quick",
});
