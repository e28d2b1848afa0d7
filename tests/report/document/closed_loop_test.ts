import { assert, assertMatch, assertStringIncludes } from "@std/assert";
import { inWordsOf } from "../../../lib/model/parameters/loads.ts";
import { closedLoop } from "../../../lib/report/document/closed_loop.ts";

const READ = { load: "read", forceAsync: false } as const;
const INLINE = { load: "nop", forceAsync: false } as const;
const PUNTED = { load: "nop", forceAsync: true } as const;

const TWICE = "are therefore one figure told twice (Little's law)";

Deno.test("closedLoop() says of what is in flight that IOPS and latency are one figure", () => {
  for (const cells of [[], [READ], [PUNTED, PUNTED]]) {
    const text = closedLoop(cells);
    assertStringIncludes(text, "iodepth reads are in flight and no more. IOPS");
    assertStringIncludes(text, TWICE);
    assert(!text.includes("no-op"));
  }
});

Deno.test("closedLoop() says nothing false of no-ops that their submission completes", () => {
  const text = inWordsOf("nop", closedLoop([INLINE, INLINE]));
  assert(!text.includes("one figure told twice"), text);
  assert(!text.includes("are in flight and no more"), text);
  assertMatch(
    text,
    /submits another completion when one has completed, iodepth of them at most\. A no-op completes while it is submitted, and is never in flight by itself: .* they are two figures\. While the machine stalls/,
  );
});

Deno.test("closedLoop() tells no-ops of both kinds apart", () => {
  const text = closedLoop([INLINE, PUNTED]);
  assertMatch(
    text,
    /iodepth of them at most\. IOPS and mean latency are therefore one figure told twice \(Little's law\), but for no-ops without IOSQE_ASYNC: such a one completes while it is submitted, .* they are two figures\. While/,
  );
  assert(!text.includes("are in flight and no more"), text);
  // A figure's name in the words of a load begins no sentence.
  assert(!/\. completions\/s/.test(inWordsOf("nop", text)), text);
});
