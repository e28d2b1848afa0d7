/** The layout of the source, as data: which room stands above which. */

/** What holds for the arrows of a tree. */
export interface Layout {
  /**
   * Rooms from the bottom to the top. A room imports rooms below it only: none
   * above, and none beside it on its floor.
   */
  readonly floors: readonly (readonly string[])[];
  /** Rooms that only these may import. */
  readonly onlyFrom: Readonly<Record<string, readonly string[]>>;
  /** Rooms that import nothing of ours but their own. */
  readonly alone: readonly string[];
}

/** The layout of this repository; lib/README.md says why. */
export const LAYOUT: Layout = {
  floors: [
    ["lib/arch", "lib/base", "lib/chart"],
    ["lib/model"],
    ["experiments", "lib/host", "lib/stats"],
    ["lib/source"],
    ["lib/run"],
    ["ffi", "lib/trace"],
    ["lib/watch"],
    ["lib/files"],
    ["lib/report"],
    ["lib/export"],
    ["lib/options"],
    ["lib/setup"],
    ["lib/session"],
    ["lib/process", "lib/onefile"],
    ["lib/commands"],
    ["main.ts"],
  ],
  onlyFrom: { ffi: ["lib/process", "lib/commands", "main.ts"] },
  alone: ["lib/chart"],
};

/** The room of a file: a folder of lib, or what else stands at the top. */
export function roomOf(path: string): string {
  const [top = "", second = "", ...rest] = path.split("/");
  return top === "lib" && rest.length > 0 ? `${top}/${second}` : top;
}
