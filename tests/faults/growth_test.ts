/** What churn.ts takes for growth, and what not: figures of real runs. */
import { assertEquals } from "@std/assert";
import { grown, type Reading } from "./growth.ts";

const MIB = 2 ** 20;

const FIRST: Reading = {
  connections: 17_888,
  belongings: {
    descriptors: 25,
    threads: 4,
    resident: 64 * MIB,
    locked: 0,
    sockets: 4,
    orphans: 0,
    timeWait: 0,
  },
  memory: { kept: 10.4 * MIB, mapped: 3 * MIB },
};

/** After so many connections more, with so many bytes more. */
function later(
  connections: number,
  kept: number,
  mapped = 0,
  belongings: Partial<Reading["belongings"]> = {},
): Reading {
  const { memory = { kept: 0, mapped: 0 } } = FIRST;
  return {
    connections: FIRST.connections + connections,
    belongings: { ...FIRST.belongings, ...belongings },
    memory: { kept: memory.kept + kept, mapped: memory.mapped + mapped },
  };
}

Deno.test("what V8 reserves for garbage is no growth, however much it is", () => {
  const last = later(860_000, 0.5 * MIB, MIB, { resident: 108 * MIB });
  assertEquals(grown(FIRST, last), []);
  assertEquals(grown(FIRST, later(8944, 0.2 * MIB)), []);
});

Deno.test("a leak of 64 bytes for each connection is found in any time", () => {
  for (const connections of [8944, 100_000, 860_000, 10_000_000]) {
    const last = later(connections, 64 * connections);
    assertEquals(grown(FIRST, last), ["memory"], `${connections}`);
  }
});

Deno.test("a slower leak is found where it has become large", () => {
  assertEquals(grown(FIRST, later(10_000_000, 4 * 10_000_000)), ["memory"]);
  assertEquals(grown(FIRST, later(860_000, 9 * 860_000)), ["memory"]);
});

Deno.test("memory that is mapped, locked or a sanitizer's is told apart", () => {
  assertEquals(grown(FIRST, later(8944, 0, 9 * MIB)), ["mapped memory"]);
  assertEquals(grown(FIRST, later(8944, 0, 0, { locked: 4096 })), [
    "locked memory",
  ]);
  const unjudged = { ...later(8944, 99 * MIB), memory: undefined };
  assertEquals(grown({ ...FIRST, memory: undefined }, unjudged), []);
});

Deno.test("one descriptor, thread or socket more is growth, one less is none", () => {
  const more = { descriptors: 26, threads: 5, sockets: 5, orphans: 9 };
  assertEquals(grown(FIRST, later(8944, 0, 0, more)), [
    "descriptors",
    "threads",
    "sockets",
  ]);
  const fewer = { descriptors: 24, threads: 3, sockets: 3 };
  assertEquals(grown(FIRST, later(8944, 0, 0, fewer)), []);
});
