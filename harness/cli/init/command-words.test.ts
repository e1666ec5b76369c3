import { expect, test } from "vitest";
import { commandWords } from "./command-words.ts";

test.each([
  { text: "node server.js {port}", words: ["node", "server.js", "{port}"] },
  { text: "  sh  -c 'exec serve \"$1\"' ", words: ["sh", "-c", 'exec serve "$1"'] },
  { text: `./"my server" --name='a b'c`, words: ["./my server", "--name=a bc"] },
  { text: `echo ""`, words: ["echo", ""] },
  { text: "", words: [] },
  { text: "sh -c 'exec serve", words: null },
])("$text is $words", ({ text, words }) => {
  expect(commandWords(text)).toEqual(words);
});
