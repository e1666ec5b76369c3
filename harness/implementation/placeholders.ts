/** The words in which placeholders are replaced. */
interface PlaceholderWords {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** @returns whether a placeholder is in the command, or in a variable of it. */
export function mentions({ command, env = {} }: PlaceholderWords, placeholder: string): boolean {
  return [...command, ...Object.values(env)].some((word) => word.includes(placeholder));
}

/** A word of a command that stands for the command that an image has itself. */
export const commandOfImage = "{image}";

/** @returns whether the command takes the address to which a proxy passes connections on. */
export function takesUpstream(implementation: PlaceholderWords): boolean {
  return mentions(implementation, "{upstreamPort}");
}

/** @returns whether the server listens on a Unix-domain socket, whose path its command takes. */
export function usesSocket(implementation: PlaceholderWords): boolean {
  return mentions(implementation, "{socket}");
}

/**
 * Replaces the placeholders that have a value, such as `{port}`, in one pass: a value is not searched.
 *
 * @param values by name, without braces.
 */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([A-Za-z][A-Za-z0-9]*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}
