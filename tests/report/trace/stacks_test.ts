import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  callbackText,
  foldedText,
  stackText,
} from "../../../lib/report/trace/stacks.ts";
import type { CellTrace } from "../../../lib/trace/cell_trace.ts";
import { parseStack } from "../../../lib/trace/stack.ts";
import { total } from "../../../lib/trace/traced_cell.ts";
import { RECORDED } from "../../trace/recorded.ts";
import { recordedCell, traced, untraced } from "./fixtures.ts";

const RAN = (trace: CellTrace) => trace.stacks;
const WOKE = (trace: CellTrace) => trace.wakerStacks;

const CELLS = [
  traced({ iodepth: 1 }, {
    trace: {
      stacks: [[["inner", "outer"], 5], [["rare", "outer"], 1]],
    },
  }),
  untraced({ iodepth: 2 }, "no"),
  traced({ iodepth: 4 }, { trace: { stacks: [[["inner", "outer"], 7]] } }),
];

/** The stacks of a text in bpftrace's form. */
function readBack(text: string): [string[], number][] {
  return [...text.matchAll(/^@\[\n((?: {4}\S+\n)+)\]: (\d+)\n/gm)]
    .map(([, frames, count]) => [[...parseStack(frames!)], Number(count)]);
}

Deno.test("stacks of all cells are added up, the rarest first", () => {
  assertEquals(
    stackText(CELLS, RAN),
    `@[
    rare
    outer
]: 1
@[
    inner
    outer
]: 12
`,
  );
});

Deno.test("folded stacks have a line each, outermost first", () => {
  assertEquals(foldedText(CELLS, RAN), "outer;rare 1\nouter;inner 12\n");
});

Deno.test("cells without stacks give empty texts", () => {
  for (const cells of [[], [traced({})], [untraced({}, "no")]]) {
    assertEquals(stackText(cells, RAN), "");
    assertEquals(foldedText(cells, RAN), "");
  }
});

for (const name of RECORDED) {
  const cell = recordedCell(name, {});
  const texts = [
    ["every run", RAN, total(cell.trace?.triggers)],
    ["every wake-up", WOKE, total(cell.trace?.wakers)],
  ] as const;
  for (const [what, of, events] of texts) {
    Deno.test(`${name}: both forms hold ${what}, and the same stacks`, () => {
      const stacks = readBack(stackText([cell], of));
      assertEquals(stacks.reduce((all, [, count]) => all + count, 0), events);
      const counts = stacks.map(([, count]) => count);
      assertEquals(counts, counts.toSorted((a, b) => a - b));
      const lines = foldedText([cell], of).trimEnd().split("\n");
      const folded = lines.map((line) => {
        assertMatch(line, /^[^\s;]+(;[^\s;]+)* \d+$/);
        // What flamegraph.pl splits a line by.
        const [, frames = "", count] = /^(.*)\s+?(\d+)$/.exec(line) ?? [];
        return [frames.split(";").reverse(), Number(count)];
      });
      assertEquals(folded, stacks as unknown[]);
    });
  }
}

Deno.test("callbacks are in bpftrace's form, the rarest first", () => {
  const cells = [
    traced({}, {
      trace: { callbacks: new Map([["tctx_task_work", 9], ["____fput", 2]]) },
    }),
    traced({}, { trace: { callbacks: new Map([["____fput", 1]]) } }),
  ];
  assertEquals(
    callbackText(cells),
    "@[____fput]: 3\n@[tctx_task_work]: 9\n",
  );
});

Deno.test("callbacks that nobody could see are not an empty text", () => {
  const blind = traced({}, { trace: { callbacks: undefined } });
  assertEquals(callbackText([blind]), undefined);
  assertEquals(callbackText([traced({})]), "");
  assert(callbackText([recordedCell("kprobes-6.1-default", {})]));
  assertEquals(
    callbackText([recordedCell("tracepoints-6.18-default", {})]),
    undefined,
  );
});
