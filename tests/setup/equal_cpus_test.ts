import { assertEquals } from "@std/assert";
import { withEqualCpus } from "../../lib/setup/equal_cpus.ts";
import { cell } from "../model/fixtures.ts";

const ASKED = { equalCpus: true, cpus: [2], partnerCpus: [1], workers: 1 };

Deno.test("workers without a partner take its CPU, and are more", () => {
  const { params } = withEqualCpus(cell({ ...ASKED, core: "non-interrupt" }));
  assertEquals(
    [params.cpus, params.workers, params.core],
    [[1, 2], 2, "unknown"],
  );
  const four = withEqualCpus(cell({ ...ASKED, cpus: [2, 3], workers: 4 }));
  assertEquals(four.params.cpus, [1, 2, 3]);
  assertEquals(four.params.workers, 6);
});

Deno.test("a worker with a partner, and who does not ask, are left alone", () => {
  for (
    const change of [
      { ...ASKED, mode: "sqpoll" },
      { ...ASKED, wait: "eventfd" },
      { ...ASKED, equalCpus: false },
    ] as const
  ) {
    assertEquals(withEqualCpus(cell(change)), cell(change));
  }
});

Deno.test("where no CPU is left for a partner there are no equal ones", () => {
  for (const mode of ["default", "sqpoll"] as const) {
    assertEquals(
      withEqualCpus(cell({ ...ASKED, mode, partnerCpus: [2] })).impossible,
      "--equal-cpus: no CPU is left for a partner beside CPU 2",
    );
  }
});
