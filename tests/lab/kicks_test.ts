import { assertMatch } from "@std/assert";
import { resTable } from "./kicks.ts";

Deno.test("RES per read is the median of its runs, which stand beside it", () => {
  const row = (iodepth: number, mode: string, res_per_io: string) => ({
    iodepth: `${iodepth}`,
    mode,
    res_per_io,
  });
  const table = resTable([
    {
      name: "6.12",
      rows: [
        row(16, "default", "0.5"),
        row(2, "default", "0.03"),
        row(2, "coop", ""),
        row(2, "default", "0.01"),
        row(2, "default", "0.02"),
      ],
    },
    { name: "7", rows: [row(2, "default", "0")] },
  ]);
  assertMatch(
    table,
    /^iodepth 2, default +0\.020 \(0\.030 0\.010 0\.020\) +0\.000 \(0\.000\)\n.*\niodepth 16, default +0\.500 \(0\.500\) *$/m,
  );
});
