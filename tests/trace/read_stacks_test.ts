import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../lib/base/errors.ts";
import { explained } from "../../lib/report/trace/explained.ts";
import { readStacks } from "../../lib/trace/read_stacks.ts";
import { foldedLine } from "../../lib/trace/stack.ts";

/** What the author of the document recorded in January 2024. */
function document(mode: "default" | "coop"): string {
  const file = new URL(`../fixtures/stacks/${mode}.txt`, import.meta.url);
  return Deno.readTextFileSync(file);
}

/** The counts of a table by the labels of its lines. */
function countsOf(table: string): Record<string, number> {
  return Object.fromEntries(
    table.trim().split("\n").slice(2).map((line) => [
      line.slice(0, 28).trim(),
      Number(line.slice(28, 40)),
    ]),
  );
}

Deno.test("the document's own stacks are in its classes, and ticks beside them", () => {
  const stacks = readStacks(document("default"), "a file");
  assertEquals(stacks.length, 9);
  assertEquals(countsOf(explained("default", stacks)), {
    exc_page_fault: 30_785,
    sysvec_reschedule_ipi: 1_931_395,
    do_syscall_64: 8_752_655 + 15,
    "on the way out of a call": 8_752_655 + 6,
    "io_uring_enter, waiting": 0,
    "io_uring_enter": 9,
    elsewhere: 0,
    other: 2_936 + 1,
    "timer tick": 2_936,
    "another interrupt": 1,
    neither: 0,
  });
  const coop = countsOf(
    explained("coop", readStacks(document("coop"), "a file")),
  );
  assertEquals(coop.do_syscall_64, 11_661_199 + 17);
  assertEquals(coop.sysvec_reschedule_ipi, 0);
});

Deno.test("readStacks() reads folded stacks as it reads printed ones", () => {
  const printed = readStacks(document("default"), "a file");
  const text = printed.map(([stack, count]) => foldedLine(stack, count));
  assertEquals(readStacks(`${text.join("\n")}\n`, "folded"), printed);
});

Deno.test("readStacks() takes nothing else, and names the file", () => {
  for (const text of ["", "\n", "hello", "a;b\n", "@[\n a\n]: x\n", "{}"]) {
    assertThrows(
      () => readStacks(text, "a-file"),
      RunError,
      "a-file holds neither stacks",
    );
  }
});
