import type { SystemFiles } from "../../../lib/host/system.ts";
import type { Tree } from "../../host/tree.ts";

/** The longest link first: links of sysfs do not lead to links. */
function follow(tree: Tree, path: string): string {
  for (let at = path; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const entry = tree[at];
    if (typeof entry === "object" && "link" in entry) {
      return follow(tree, entry.link + path.slice(at.length));
    }
  }
  return path;
}

/** A tree of files that is nowhere on a disk. */
export function treeFiles(tree: Tree): SystemFiles {
  const below = (path: string) => {
    const start = `${follow(tree, path)}/`;
    return Object.keys(tree).filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length).split("/")[0] ?? "");
  };
  return {
    read(path) {
      const entry = tree[follow(tree, path)];
      return typeof entry === "string" ? entry : undefined;
    },
    readBytes: () => undefined,
    list: (path) => [...new Set(below(path))].sort(),
    link: () => undefined,
    realPath(path) {
      const real = follow(tree, path);
      return real in tree || below(path).length > 0 ? real : undefined;
    },
  };
}
