import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { getCompileCacheDir } from "node:module";
import { homedir } from "node:os";
import { basename, join } from "node:path";

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

type Environment = Readonly<Record<string, string>>;

/** Variables that say where programs and their parts are. */
const kept = new Set([
  ...["PATH", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "XDG_CACHE_HOME"],
  ...["NODE_PATH", "DENO_DIR", "BUN_INSTALL", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"],
  ...["JAVA_HOME", "CLASSPATH", "DOTNET_ROOT", "GOROOT", "GEM_HOME", "GEM_PATH", "RUBYLIB"],
  ...["PERL5LIB", "PHPRC", "ERL_LIBS", "MIX_HOME", "JULIA_DEPOT_PATH", "LUA_PATH", "LUA_CPATH"],
]);

/**
 * The part of a user's environment that programs get in virtual time, and a locale. What else is in it differs
 * from shell to shell (`OLDPWD`, a terminal's or a CI job's name), and its length alone changes a heap, and so
 * a history. A manifest's `env` is added as always.
 */
export function steadyEnvironment(environment: Environment): Environment {
  const own = Object.entries(environment).filter(([name]) => kept.has(name));
  const steady = [...own, ["LANG", "C.UTF-8"] as const];
  return Object.fromEntries(steady.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Of Deno's folder: modules of others, which cannot be fetched in a guest. */
const modulesOfDeno = ["npm", "remote"];

/**
 * In virtual time a runtime has caches of its own. What is in a user's differs from run to run, and with it
 * what the runtime does when it starts.
 *
 * @param own a folder that is made for Deno.
 */
export function withOwnCaches(environment: Environment, own = "/dev/shm/deno"): Environment {
  const users = folderOfDeno(environment);
  mkdirSync(own);
  for (const name of modulesOfDeno.filter((name) => existsSync(join(users, name)))) {
    symlinkSync(join(users, name), join(own, name));
  }
  return {
    ...environment,
    DENO_DIR: own,
    BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
    NODE_DISABLE_COMPILE_CACHE: "1",
  };
}

/** See `deno info`. */
function folderOfDeno({ DENO_DIR, XDG_CACHE_HOME, HOME = homedir() }: Environment): string {
  return DENO_DIR ?? join(XDG_CACHE_HOME ?? join(HOME, ".cache"), "deno");
}
