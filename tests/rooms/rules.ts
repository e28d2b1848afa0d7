/** The rules of the layout, and what breaks them. */

import { type Arrow, arrowsOf, type Sources } from "./arrows.ts";
import { type Layout, roomOf } from "./layout.ts";

/** An arrow that there may not be, and why not. */
export interface Offence extends Arrow {
  readonly why: string;
}

/** "lib/a/x.ts:3 -> lib/b/y.ts: lib/b is above lib/a" */
export function offenceText({ from, line, to, why }: Offence): string {
  return `${from}:${line} -> ${to}: ${why}`;
}

function whyNot(
  { from, to }: Arrow,
  { floors, onlyFrom, alone }: Layout,
): string | undefined {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return undefined;
  const floorOf = (name: string) =>
    floors.findIndex((rooms) => rooms.includes(name));
  const [here, there] = [floorOf(room), floorOf(other)];
  if (here < 0) return `${room} stands on no floor`;
  if (there < 0) return `${other} stands on no floor`;
  const allowed = onlyFrom[other];
  if (allowed && !allowed.includes(room)) {
    return `only ${allowed.join(", ")} may import ${other}`;
  }
  if (alone.includes(room)) return `${room} imports nothing but its own`;
  if (there > here) return `${other} is above ${room}`;
  if (there === here) return `${other} is beside ${room}, on the same floor`;
  return undefined;
}

/**
 * The arrows that close a circle of what `nodeOf` gives for files; each with
 * the circle's nodes, in the order of their names.
 */
function circles(
  arrows: readonly Arrow[],
  nodeOf: (path: string) => string,
  what: string,
): Offence[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    const [a, b] = [nodeOf(from), nodeOf(to)];
    if (a !== b) next.set(a, (next.get(a) ?? new Set()).add(b));
  }
  const reachedFrom = (start: string) => {
    const reached = new Set<string>();
    const left = [start];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      for (const node of next.get(at) ?? []) {
        if (reached.has(node)) continue;
        reached.add(node);
        left.push(node);
      }
    }
    return reached;
  };
  const reach = new Map([...next.keys()].map((n) => [n, reachedFrom(n)]));
  return arrows.flatMap((arrow) => {
    const [a, b] = [nodeOf(arrow.from), nodeOf(arrow.to)];
    if (a === b || !reach.get(b)?.has(a)) return [];
    const circle = [...reach.get(a) ?? []].filter((node) =>
      reach.get(node)?.has(a)
    ).sort();
    return [{ ...arrow, why: `a circle of ${what}: ${circle.join(", ")}` }];
  });
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/") || ".";
}

/** A C file and its header are one part. */
function partOf(path: string): string {
  return path.replace(/\.[ch]$/, "");
}

/** Every arrow of a tree that breaks a rule of its layout. */
export function offences(sources: Sources, layout: Layout): Offence[] {
  const arrows = arrowsOf(sources);
  const typescript = arrows.filter(({ from }) => from.endsWith(".ts"));
  const c = arrows.filter(({ from }) => !from.endsWith(".ts"));
  return [
    ...typescript.flatMap((arrow) => {
      const why = whyNot(arrow, layout);
      return why === undefined ? [] : [{ ...arrow, why }];
    }),
    ...circles(typescript, folderOf, "folders"),
    ...circles(typescript, (path) => path, "files"),
    ...circles(c, partOf, "C files"),
  ];
}
