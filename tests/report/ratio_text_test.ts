import { assertEquals } from "@std/assert";
import type { Comparison } from "../../lib/stats/comparisons.ts";
import { comparisons } from "../../lib/stats/comparisons.ts";
import {
  estimateText,
  intervalText,
  pooledText,
  pooledTexts,
  rangeText,
} from "../../lib/report/ratio_text.ts";
import { row } from "../model/fixtures.ts";

Deno.test("intervalText() says of what an interval is one", () => {
  assertEquals(
    intervalText({ low: 0.98, high: 1.03, n: 5 }),
    "95 % CI -2.0 % to +3.0 %",
  );
  assertEquals(
    intervalText({ low: undefined, high: undefined, n: 1 }),
    "no interval: 1 repeat",
  );
});

Deno.test("estimateText() writes large ratios as factors", () => {
  const estimate = { ratio: 28.04, low: 27, high: 129.4, p: 0, n: 3 };
  assertEquals(estimateText({ estimate }), "x 28.0 (95 % CI x 27.0 to x 129)");
});

Deno.test("rangeText() cannot be taken for an interval", () => {
  assertEquals(
    rangeText([1.05, 0.98, undefined, 1]),
    "[-2.0 % .. +5.0 %] over 3 cells",
  );
  assertEquals(rangeText([1.05]), "");
  assertEquals(rangeText([]), "");
});

/** coop against default, at two depths in so many blocks. */
function compared(repeats: number): Comparison[] {
  const rows = Array.from({ length: repeats }, (_, i) => i + 1).flatMap((
    repeat,
  ) =>
    [1, 8].flatMap((iodepth) =>
      (["default", "coop"] as const).map((mode) =>
        row({ iodepth, mode }, {
          repeat,
          metrics: {
            iops: mode === "default" ? 100 : iodepth === 1 ? 110 : 121,
            clat_avg_us: 10,
          },
        })
      )
    )
  );
  return comparisons(rows, { iodepth: [1, 8], mode: ["default", "coop"] });
}

Deno.test("pooledText() averages over cells and keeps their range apart", () => {
  const iops = (repeats: number) =>
    pooledText(
      compared(repeats).filter(({ metric }) => metric.name === "iops"),
    );
  assertEquals(
    iops(3),
    "IOPS +15.4 % (95 % CI +15.4 % to +15.4 %; [+10.0 % .. +21.0 %] over 2 " +
      "cells)",
  );
  assertEquals(
    iops(1),
    "IOPS +15.4 % (no interval: 1 repeat; [+10.0 % .. +21.0 %] over 2 cells)",
  );
  assertEquals(pooledText([]), undefined);
});

Deno.test("pooledTexts() has every figure that there is", () => {
  assertEquals(
    pooledTexts(compared(1)),
    "IOPS +15.4 % (no interval: 1 repeat; [+10.0 % .. +21.0 %] over 2 " +
      "cells), mean clat +0.0 % (no interval: 1 repeat; [+0.0 % .. +0.0 %] " +
      "over 2 cells)",
  );
});
