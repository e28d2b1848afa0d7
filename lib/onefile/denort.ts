import * as v from "valibot";
import { deno } from "./deno.ts";

/** What the search for denort, the base of `deno compile`, depends on. */
export interface DenortSearch {
  /** The variable DENORT_BIN. */
  variable: string | undefined;
  denoDir: string;
  denoPath: string;
  version: string;
  target: string;
}

/** Where denort is, and whether `deno compile` has to be told. */
export interface Denort {
  path: string;
  env: Record<string, string>;
}

/** Where this Deno's denort may be on this machine, in order. */
export function denortCandidates(search: DenortSearch): Denort[] {
  const { variable, denoDir, denoPath, version, target } = search;
  const told = (path: string) => ({ path, env: { DENORT_BIN: path } });
  if (variable) return [told(variable)];
  return [
    {
      path: `${denoDir}/dl/release/v${version}/denort-${target}.zip`,
      env: {},
    },
    told(`${denoPath.slice(0, denoPath.lastIndexOf("/"))}/denort`),
  ];
}

/** The search for the denort of the Deno that is running. */
export async function searchHere(): Promise<DenortSearch> {
  const { denoDir } = v.parse(
    v.object({ denoDir: v.string() }),
    JSON.parse(await deno(["info", "--json"])),
  );
  return {
    variable: Deno.env.get("DENORT_BIN"),
    denoDir,
    denoPath: Deno.execPath(),
    version: Deno.version.deno,
    target: Deno.build.target,
  };
}

/** The first candidate that is a file. */
export function findDenort(candidates: Denort[]): Denort | undefined {
  return candidates.find(({ path }) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
