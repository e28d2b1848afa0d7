import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  lockedMemoryAdvice,
  lockedMemoryLimit,
} from "../../lib/host/locked_memory.ts";

const limits = (soft: string, hard = soft) =>
  `Max open files  1024  4096  files\nMax locked memory  ${soft}  ${hard}  bytes\n`;

Deno.test("lockedMemoryLimit() reads both limits", () => {
  assertEquals(lockedMemoryLimit(limits("65536", "unlimited")), {
    soft: 65536,
    hard: "unlimited",
  });
  assertEquals(lockedMemoryLimit("Max open files  1024  4096  files\n"), null);
  assertEquals(lockedMemoryLimit(""), null);
});

Deno.test("lockedMemoryAdvice() names limit, value, and what raises it", () => {
  const advice = lockedMemoryAdvice(limits("65536")) ?? "";
  assertStringIncludes(advice, "RLIMIT_MEMLOCK is 65536 bytes: ");
  assertStringIncludes(advice, "`ulimit -l 8192`");
  assertStringIncludes(advice, "LimitMEMLOCK=8192K");
  assertStringIncludes(advice, "root");
});

Deno.test("lockedMemoryAdvice() asks for more than there is and than is needed", () => {
  const kib = (soft: string, bytes?: number) =>
    Number(/-l (\d+)/.exec(lockedMemoryAdvice(limits(soft), bytes) ?? "")?.[1]);
  assertEquals(kib("0"), 8192);
  assertEquals(kib(`${8192 * 1024}`), 16384);
  assertEquals(kib("65536", 20 * 2 ** 20), 40960);
});

Deno.test("lockedMemoryAdvice() blames no limit that is not there", () => {
  assertEquals(lockedMemoryAdvice(limits("unlimited")), undefined);
  assertStringIncludes(
    lockedMemoryAdvice("") ?? "",
    "RLIMIT_MEMLOCK is unknown: ",
  );
});
