/**
 * Makes untrusted text safe between tags and inside double quotes. Characters that XML cannot hold
 * or that change the text direction become U+FFFD.
 */
export function escapeXml(text: string): string {
  return escapeEntities(text.toWellFormed().replace(unholdable, "\uFFFD"));
}

const unholdable = /(?![\t\n\r])\p{Cc}|\p{Bidi_Control}|[\ufffe\uffff]/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes the characters that are special in XML and HTML. */
export function escapeEntities(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? "");
}

/** Shortens a text to `charactersMax`, on one line, with an ellipsis if it was cut. */
export function shorten(text: string, charactersMax: number): string {
  const characters = [...text.slice(0, charactersMax * 2).replace(/\s+/g, " ")];
  const isCut = text.length > charactersMax * 2 || characters.length > charactersMax;
  return isCut ? `${characters.slice(0, charactersMax - 1).join("")}…` : characters.join("");
}

/** Wraps a text at spaces, or inside a word that is longer than a line. */
export function wrap(
  content: string,
  { charactersMax, linesMax }: { readonly charactersMax: number; readonly linesMax: number },
): readonly string[] {
  const lines: string[] = [];
  let rest = shorten(content, charactersMax * linesMax);
  while (rest !== "" && lines.length < linesMax - 1) {
    const space = rest.length <= charactersMax ? rest.length : rest.lastIndexOf(" ", charactersMax);
    const end = space <= 0 ? charactersMax : space;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? lines : [...lines, shorten(rest, charactersMax)];
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/**
 * @param children markup, not text: the caller must escape untrusted text.
 * @param attributes escaped here; numbers are rounded to a tenth of a pixel.
 */
export function element(name: string, attributes: Attributes, children = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === "number" ? px(value) : escapeXml(String(value))}"`,
    )
    .join("");
  return children === "" ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
}

/** A coordinate rounded to a tenth of a pixel. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
