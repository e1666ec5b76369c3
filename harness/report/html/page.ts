import { createHash } from "node:crypto";
import { type Child, html, render, trusted } from "./markup.ts";

export interface Page {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly body: Child;
  /** Whether its script may load others that lie in its folder. Default: it loads nothing. */
  readonly loadsFromFolder?: boolean;
}

/**
 * Writes a document that makes no requests: its content security policy forbids them, and lets no
 * script run except its own. One of several files may load scripts from beside it, and nothing else.
 */
export function writePage({ title, style, script, body, loadsFromFolder }: Page): string {
  const digest = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${digest}'${loadsFromFolder === true ? " 'self'" : ""}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return render(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
<script>${trusted(script)}</script>
</body>
</html>
`);
}
