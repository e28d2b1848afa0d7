import * as v from "valibot";
import { deno } from "./deno.ts";

/** What the search for denort, the base of `deno compile`, depends on. */
export interface DenortPlaces {
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
export function denortPlaces(places: DenortPlaces): Denort[] {
  const { variable, denoDir, denoPath, version, target } = places;
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

/** The places of the Deno that is running. */
export async function placesHere(): Promise<DenortPlaces> {
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

/** The first place where there is a file. */
export function findDenort(places: Denort[]): Denort | undefined {
  return places.find(({ path }) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
