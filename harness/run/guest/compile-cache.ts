import { getCompileCacheDir } from "node:module";
import { basename } from "node:path";

/** A folder in the guest's memory. */
const folder = "/run/sockspec-compile-cache";

/**
 * Node keeps a user's cache in a folder whose name ends in the user's number, and a driver's in one
 * of the same name inside it. In the guest this user is root.
 *
 * Words: the cache, its name, the name that root looks for, the command.
 */
const script = `
  mkdir ${folder}
  ln -s "$1" "${folder}/$3"
  [ "$2" = "$3" ] || ln -s "$2" "$1/$3"
  shift 3
  NODE_COMPILE_CACHE=${folder} exec "$@"
`;

/**
 * Lets Node in a guest read this process's compile cache: a guest then starts to run cases
 * in 4.6 s instead of 6.6 s.
 *
 * @param command argument array that runs Node.
 */
export function withCompileCache(
  command: readonly string[],
  cache = getCompileCacheDir(),
): readonly string[] {
  if (cache === undefined) {
    return command;
  }
  const name = basename(cache);
  return ["sh", "-c", script, "sh", cache, name, name.replace(/\d+$/, "0"), ...command];
}
