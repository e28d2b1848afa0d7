import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { icicle } from "../../../lib/chart/icicle/icicle.ts";
import type { IcicleSpec } from "../../../lib/chart/icicle/icicle_spec.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap } from "../text_boxes.ts";
import { all, parseXml } from "../xml.ts";

const SYSCALL = ["entry_SYSCALL_64_after_hwframe", "do_syscall_64"];
const RUN = ["task_work_run", "tctx_task_work", "tctx_task_work_run"];

const SPEC: IcicleSpec = {
  title: "Stacks in which the task_work ran: default",
  subtitle: "16 workers on non-interrupt cores 10,12",
  unit: "runs of task_work",
  classes: ["submit", "after_sleep", "exit", "ipi"],
  stacks: [
    {
      className: "after_sleep",
      frames: [...SYSCALL, "io_cqring_wait", "io_run_task_work", ...RUN],
      count: 600,
    },
    {
      className: "submit",
      frames: [...SYSCALL, "io_cqring_wait", "io_run_task_work", ...RUN],
      count: 250,
    },
    {
      className: "ipi",
      frames: ["asm_sysvec_reschedule_ipi", "irqentry_exit", ...RUN],
      count: 100,
    },
    {
      className: "ipi",
      frames: ["asm_sysvec_reschedule_ipi", "get_signal", ...RUN],
      count: 49,
    },
    { className: "exit", frames: [...SYSCALL, "exit_to_user"], count: 1 },
  ],
};

function titles(spec: IcicleSpec): string[] {
  return all(parseXml(icicle(spec)), ".frames title")
    .map(({ textContent }) => textContent);
}

Deno.test("icicle draws chart/icicle/icicle.svg", async () => {
  const svg = icicle(SPEC);
  await assertGolden("chart/icicle/icicle.svg", svg);
  assertNoOverlap(parseXml(svg));
});

Deno.test("icicle draws the same whatever the order of stacks", () => {
  assertEquals(
    icicle({ ...SPEC, stacks: SPEC.stacks.toReversed() }),
    icicle(SPEC),
  );
});

Deno.test("icicle tells each frame's function, count and share", () => {
  const said = titles(SPEC);
  assertEquals(said[0], "all 1,000 runs of task_work");
  assert(said.includes("after_sleep: 600 runs of task_work, 60 %"));
  assert(said.includes("get_signal: 49 runs of task_work, 4.9 %"));
  // Frames in common are one, but not those of two classes.
  const ipis = said.filter((text) => text.startsWith("asm_sysvec"));
  assertEquals(ipis, [
    "asm_sysvec_reschedule_ipi: 149 runs of task_work, 14.9 %",
  ]);
  assertEquals(
    said.filter((text) => text.startsWith("do_syscall_64")).length,
    3,
  );
});

Deno.test("icicle writes no name where there is no room for one", () => {
  const root = parseXml(icicle(SPEC));
  const texts = all(root, ".frames text").map((one) => one.textContent);
  assert(texts.some((text) => text.startsWith("io_cqring_wait")));
  assert(!texts.some((text) => text.startsWith("exit_to_user")));
});

Deno.test("icicle says how many frames cannot be seen", () => {
  const rare = { className: "exit", frames: ["f", "g"], count: 1 };
  const many = { className: "submit", frames: ["f"], count: 1e6 };
  const svg = icicle({ ...SPEC, stacks: [rare, many] });
  assertStringIncludes(svg, "3 frames are too narrow to be seen.");
  assert(!icicle(SPEC).includes("too narrow"));
});

Deno.test("icicle without stacks says so", () => {
  assertStringIncludes(icicle({ ...SPEC, stacks: [] }), "No data");
});

Deno.test("icicle escapes hostile names", () => {
  const hostile = `<script>alert("1 & 2")</script>`;
  const root = parseXml(icicle({
    ...SPEC,
    unit: hostile,
    stacks: [{ className: hostile, frames: [hostile], count: 1 }],
  }));
  assertEquals([...root.querySelectorAll("script")], []);
  assertStringIncludes(
    all(root, ".frames title").map((one) => one.textContent).join("\n"),
    hostile,
  );
});
