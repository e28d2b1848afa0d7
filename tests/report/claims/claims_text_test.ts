import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { reportHtml } from "../../../lib/report/page/html.ts";
import { claimSvg } from "../../../lib/report/claims/chart.ts";
import {
  claimsMarkdown,
  claimsText,
  hereText,
  publishedRange,
  tally,
  verdictText,
} from "../../../lib/report/claims/text.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { parseXml } from "../../chart/xml.ts";
import { claimRecord, claimsRecord, partRecord } from "./fixtures.ts";

Deno.test("claims are told as in tests/golden", async () => {
  await assertGolden("claims/claims.txt", claimsText(claimsRecord()));
});

Deno.test("claims.md is as in tests/golden", async () => {
  const text = claimsMarkdown(claimsRecord(), new Set(["coop-gain.svg"]));
  await assertGolden("claims/claims.md", text);
});

for (const claim of claimsRecord().claims) {
  Deno.test(`the chart of a claim that is ${claim.verdict} is as in tests/golden`, async () => {
    const svg = claimSvg(claim, claimsRecord());
    if (claim.verdict === "cannot be had") {
      assertEquals(svg, undefined);
      return;
    }
    assertNoOverlap(parseXml(svg!));
    await assertGolden(`claims/${claim.name}.svg`, svg!);
  });
}

Deno.test("what was published is told with its margin", () => {
  assertEquals(publishedRange(partRecord()), "1.14 (+-0.04)");
  assertEquals(
    publishedRange(partRecord({ published_high: null, margin: 0 })),
    "at least 1.14",
  );
  assertEquals(
    publishedRange(
      partRecord({ published_low: null, published_high: 1, unit: "ticks" }),
    ),
    "at most 1 ticks (+-0.04)",
  );
  assertEquals(
    publishedRange(partRecord({ published_low: 1, published_high: 2 })),
    "1 to 2 (+-0.04)",
  );
});

Deno.test("a part without figures says that it has none", () => {
  assertEquals(hereText(partRecord({ value: null })), "no interval yet");
});

Deno.test("a verdict says what is missing, or how long it would take", () => {
  const open = { verdict: "not shown" } as const;
  const text = (seconds: number | null) =>
    verdictText(claimRecord({ ...open, seconds }));
  assertStringIncludes(text(90), "about 1m 30s more");
  assertStringIncludes(text(7200), "about 2 h more");
  assertStringIncludes(text(864000), "about 10 days more");
  assertStringIncludes(text(null), "no time would tell");
  assertEquals(
    verdictText(claimRecord({ verdict: "cannot be had", reason: "no SMT" })),
    "cannot be had here: no SMT",
  );
});

Deno.test("tally() counts the verdicts that there are", () => {
  assertEquals(
    tally(claimsRecord().claims),
    "Of 4 claims 1 holds, 1 does not hold, 1 is not shown at this precision, " +
      "1 cannot be had here.",
  );
});

Deno.test("a hostile claim is text on the page", () => {
  const hostile = "<script>alert(1)</script> [x](javascript:alert(1)) | `";
  const record = claimsRecord({
    setting: hostile,
    claims: [claimRecord({
      name: hostile,
      sentence: hostile,
      published: hostile,
      reason: hostile,
      verdict: "cannot be had",
      parts: [partRecord({ where: hostile, figure: hostile })],
    })],
  });
  const html = reportHtml("t", claimsMarkdown(record, new Set()), {
    charts: new Map(),
    embedded: new Map(),
  });
  // The page has one script, which is its own.
  assertEquals(html.match(/<script/g)?.length, 1);
  assert(!html.includes('href="javascript'));
});
