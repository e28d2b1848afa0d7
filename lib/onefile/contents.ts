import * as v from "valibot";
import { RunError } from "../errors.ts";
import { deno, ROOT } from "./deno.ts";

/** What the single file has to hold, as the module graph tells. */
export interface Contents {
  /** Our own modules, by their paths below the checkout: main.ts ... */
  modules: string[];
  /** The npm packages that they import: npm:d3-array@3.2.4 ... */
  packages: string[];
}

const GRAPH = v.object({
  modules: v.array(v.object({
    kind: v.optional(v.string()),
    specifier: v.string(),
    local: v.optional(v.string()),
    error: v.optional(v.string()),
  })),
});

/**
 * Sorts the answer of `deno info --json main.ts`. Throws {@linkcode RunError}
 * for a module that would have to be fetched at run time.
 */
export function contentsOf(graph: unknown, root: string): Contents {
  const contents: Contents = { modules: [], packages: [] };
  for (const module of v.parse(GRAPH, graph).modules) {
    const { kind, specifier, local, error } = module;
    if (error !== undefined) throw new RunError(error);
    if (specifier.startsWith("file:") && local?.startsWith(`${root}/`)) {
      contents.modules.push(local.slice(root.length + 1));
    } else if (kind === "npm") {
      contents.packages.push(specifier.replace("npm:/", "npm:"));
    } else if (kind !== "node") {
      throw new RunError(`${specifier} is neither in ${root} nor on npm`);
    }
  }
  return contents;
}

/** The contents of this checkout, with the lock file as it is. */
export async function contents(): Promise<Contents> {
  const graph = await deno(["info", "--json", "--frozen", "main.ts"]);
  return contentsOf(JSON.parse(graph), ROOT);
}
