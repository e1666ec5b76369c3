/** A comment, a string, a name, or one sign. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|[\p{ID_Start}$_][\p{ID_Continue}$]*|\d[\w.]*|\S/gu;

/** What an object literal follows that is what a module exports; the first that is found counts. */
const beginnings = [
  /export\s+default\s+(?:\w+\s*\(\s*)?(?=\{)/,
  /module\.exports\s*=\s*(?:\w+\s*\(\s*)?(?=\{)/,
  /defineConfig\s*\(\s*(?=\{)/,
  /[:=]\s*(?=\{)/,
];

/**
 * Finds where a key stands in the text of a JSON file, or in the object literal that a module exports. What is
 * spread into that, or computed, is not there: then it is the nearest key above it that counts.
 *
 * @param path keys and indices, from the outermost in.
 * @returns a line, from 1.
 */
export function lineOfKey(
  source: string,
  path: readonly PropertyKey[],
  kind: "json" | "module",
): number {
  const start = kind === "json" ? 0 : startOfLiteral(source);
  const places = placesOfKeys(source, start);
  const ways = path.map((_, index) => path.slice(0, path.length - index));
  const found = ways.map((way) => places.get(nameOf(way))).find((offset) => offset !== undefined);
  return lineAt(source, found ?? start);
}

/** @returns the line of an offset, from 1. */
export function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

function startOfLiteral(text: string): number {
  const source = withoutComments(text);
  for (const beginning of beginnings) {
    const match = beginning.exec(source);
    if (match !== null) {
      return match.index + match[0].length;
    }
  }
  return Math.max(0, source.search(/export\s+default/));
}

/** Of the same length. */
function withoutComments(source: string): string {
  return source.replace(token, (text) => (isComment(text) ? text.replaceAll(/[^\n]/g, " ") : text));
}

function isComment(text: string): boolean {
  return /^\/[/*]/.test(text);
}

/** An object, a list, or anything else in brackets, while it is read. */
interface Open {
  readonly sign: string;
  /** The key of the value that is read now; null where it is not known. */
  key: string | number | null;
  /** Of an object, the key that a colon would complete, and where it stands. */
  candidate: { readonly key: string; readonly offset: number } | null;
  /** Whether a key, or the first token of an element, is next. */
  isAtStart: boolean;
}

/** @returns the offset of each key, and of each element of a list, by its path. */
function placesOfKeys(source: string, start: number): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  const stack: Open[] = [];
  for (const match of source.slice(start).matchAll(token)) {
    const [text] = match;
    if (isComment(text)) {
      continue;
    }
    take({ text, offset: start + match.index }, stack, places);
    if (stack.length === 0) {
      break;
    }
  }
  return places;
}

interface Token {
  readonly text: string;
  readonly offset: number;
}

function take(read: Token, stack: Open[], places: Map<string, number>): void {
  const { text } = read;
  const top = stack.at(-1);
  if (/^[}\])]$/.test(text)) {
    endMember(stack, places);
    stack.pop();
    return;
  }
  if (text === ",") {
    endMember(stack, places);
    return;
  }
  if (top !== undefined) {
    takeMember(read, top, stack, places);
  }
  if (/^[{[(]$/.test(text)) {
    stack.push({ sign: text, key: text === "[" ? 0 : null, candidate: null, isAtStart: true });
  }
}

/** The key of an object, its colon, or the first token of an element. */
function takeMember(
  { text, offset }: Token,
  top: Open,
  stack: readonly Open[],
  places: Map<string, number>,
): void {
  if (top.sign === "[" && top.isAtStart) {
    top.isAtStart = false;
    remember(stack, offset, places);
  } else if (top.sign === "{" && top.isAtStart && text !== ":") {
    top.candidate = { key: text.replace(/^(["'`])(.*)\1$/s, "$2"), offset };
    top.isAtStart = false;
  } else if (top.sign === "{" && text === ":" && top.candidate !== null) {
    top.key = top.candidate.key;
    remember(stack, top.candidate.offset, places);
    top.candidate = null;
  }
}

/** What has no colon is a shorthand, such as `networks` of `{ networks }`. */
function endMember(stack: readonly Open[], places: Map<string, number>): void {
  const top = stack.at(-1);
  if (top === undefined) {
    return;
  }
  if (top.candidate !== null) {
    top.key = top.candidate.key;
    remember(stack, top.candidate.offset, places);
  }
  top.key = typeof top.key === "number" ? top.key + 1 : null;
  top.candidate = null;
  top.isAtStart = true;
}

/** The first of two that have one name counts. */
function remember(stack: readonly Open[], offset: number, places: Map<string, number>): void {
  const path = stack.map(({ key }) => key);
  if (path.every((key) => key !== null)) {
    const name = nameOf(path);
    places.set(name, places.get(name) ?? offset);
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
