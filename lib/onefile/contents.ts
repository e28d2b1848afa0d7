import * as v from "valibot";
import { RunError } from "../base/errors.ts";
import { deno, ROOT } from "./deno.ts";

/** What the single file has to hold, as the module graph tells. */
export interface Contents {
  /** Our own modules, by their paths below the checkout: main.ts ... */
  modules: string[];
  /** What they import of npm, in the words of deno.json. */
  packages: string[];
}

const GRAPH = v.object({
  roots: v.array(v.string()),
  modules: v.array(v.object({
    specifier: v.string(),
    local: v.optional(v.string()),
    error: v.optional(v.string()),
    dependencies: v.optional(
      v.array(v.object({
        // Absent for what only the compiler reads.
        code: v.optional(v.object({ specifier: v.optional(v.string()) })),
      })),
      [],
    ),
  })),
});

/**
 * Sorts the answer of `deno info --json main.ts`. Throws {@linkcode RunError}
 * for a module that would have to be fetched at run time.
 */
export function contentsOf(graph: unknown, root: string): Contents {
  const { roots, modules } = v.parse(GRAPH, graph);
  const known = new Map(modules.map((module) => [module.specifier, module]));
  const contents: Contents = { modules: [], packages: [] };
  const reached = new Set(roots);
  // A set is walked on to what is added meanwhile.
  for (const specifier of reached) {
    if (specifier.startsWith("node:")) continue;
    if (specifier.startsWith("npm:")) {
      contents.packages.push(specifier);
      continue;
    }
    const { local, error, dependencies } = known.get(specifier) ??
      { dependencies: [] };
    if (error !== undefined) throw new RunError(error);
    if (!specifier.startsWith("file:") || !local?.startsWith(`${root}/`)) {
      throw new RunError(`${specifier} is neither in ${root} nor on npm`);
    }
    contents.modules.push(local.slice(root.length + 1));
    for (const { code } of dependencies) {
      if (code?.specifier !== undefined) reached.add(code.specifier);
    }
  }
  return contents;
}

/** The contents of this checkout, with the lock file as it is. */
export async function contents(): Promise<Contents> {
  const graph = await deno(["info", "--json", "--frozen", "main.ts"]);
  return contentsOf(JSON.parse(graph), ROOT);
}
