import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MAP_KEYS_MAX } from "../../lib/trace/output.ts";
import {
  GROWING_MAPS,
  type ProgramSpec,
  readyCount,
  RUN_KEY_PARTS,
  traceProgram,
} from "../../lib/trace/program.ts";
import { assertGolden } from "../golden.ts";
import { RECORDED, recorded } from "./recorded.ts";

/** The tracepoints of a kernel. */
const EVENTS_6_1 = [
  "io_uring:io_uring_task_work_run",
  "io_uring:io_uring_local_work_run",
  "irq_vectors:reschedule_entry",
  "irq_vectors:local_timer_entry",
  "irq:irq_handler_entry",
];
const EVENTS_6_18 = [...EVENTS_6_1, "ipi:ipi_send_cpu"];

function spec(
  events: readonly string[],
  change: Partial<ProgramSpec> = {},
): ProgramSpec {
  return {
    pid: 4711,
    cpus: [10, 12],
    window: { startNs: 5_000_000_000n, endNs: 6_000_000_000n },
    kprobes: false,
    hasEvent: (name) => events.includes(name),
    kickRanges: [
      { start: 0xffffffff9fcca1f0n, end: 0xffffffff9fcca2a0n },
      { start: 0xffffffff9fcd8910n, end: 0xffffffff9fcd8970n },
    ],
    ...change,
  };
}

const SPECS: Record<string, ProgramSpec> = {
  "tracepoints of 6.18": spec(EVENTS_6_18),
  "kprobes of 6.1": spec(EVENTS_6_1, { kprobes: true }),
  "kprobes of 6.18": spec(EVENTS_6_18, { kprobes: true }),
  "tracepoints of 6.1": spec(EVENTS_6_1),
  "kprobes of 5.19": spec(["irq:irq_handler_entry"], { kprobes: true }),
  "no addresses": spec(EVENTS_6_18, { kickRanges: [] }),
};

/** The probes of a program with their bodies. */
function probesOf(text: string): string[] {
  return text.trimEnd().split("\n\n");
}

Deno.test("the program of the tracepoint tier is the one in tests/golden", async () => {
  await assertGolden(
    "trace/program_tracepoints_6.18.bt",
    traceProgram(spec(EVENTS_6_18)),
  );
});

Deno.test("the program of the kprobe tier is the one in tests/golden", async () => {
  await assertGolden(
    "trace/program_kprobes_6.1.bt",
    traceProgram(spec(EVENTS_6_1, { kprobes: true })),
  );
});

for (const [name, given] of Object.entries(SPECS)) {
  const text = traceProgram(given);

  Deno.test(`${name}: it says "attached" as often as is waited for`, () => {
    const prints = text.match(/printf\("attached\\n"\)/g) ?? [];
    assertEquals(prints.length, readyCount(given));
    assertEquals(readyCount(given), given.kprobes ? 4 : 2);
    // Each kind of probe has one at either end.
    const probes = probesOf(text);
    for (const end of [probes[0], probes.at(-readyCount(given) / 2)]) {
      assertStringIncludes(end ?? "", "tracepoint:sched:sched_switch /!@ready");
    }
  });

  Deno.test(`${name}: nothing is counted outside the window`, () => {
    const counting = probesOf(text).filter((probe) =>
      /\b(count|sum)\(/.test(probe)
    );
    assert(counting.length >= 3);
    for (const probe of counting) {
      assertStringIncludes(
        probe,
        "nsecs >= 5000000000 && nsecs < 6000000000",
        probe,
      );
    }
  });

  Deno.test(`${name}: other processes do not count`, () => {
    for (const probe of probesOf(text)) {
      if (!/\b(count|sum)\(/.test(probe)) continue;
      assert(
        /pid == 4711|tgid == 4711|@worker\[/.test(probe) ||
          // IPIs are counted by the CPUs that they are sent to.
          /(args->cpu|arg0) == 10 \|\| (args->cpu|arg0) == 12/.test(probe),
        probe,
      );
    }
  });

  Deno.test(`${name}: braces are closed and nothing is undefined`, () => {
    for (const probe of probesOf(text)) {
      assertEquals(probe.split("{").length, probe.split("}").length, probe);
    }
    assert(!/undefined|NaN|null|\[object/.test(text), text);
  });

  Deno.test(`${name}: every map that stacks or symbols make grow is checked`, () => {
    const growing = text.match(/@\w+(?=\[(kstack|ksym)\()/g) ?? [];
    for (const map of growing) {
      assert(GROWING_MAPS.names.includes(map as "@run"), map);
    }
  });
}

Deno.test("only probes that the machine has are in it", () => {
  const tracepoints = traceProgram(spec(EVENTS_6_18));
  assert(!/k(ret)?probe:/.test(tracepoints));
  for (const event of EVENTS_6_18) {
    assertStringIncludes(tracepoints, `tracepoint:${event} `);
    const others = EVENTS_6_18.filter((other) => other !== event);
    const without = traceProgram(spec(others));
    assert(!without.includes(`tracepoint:${event} `), event);
  }
  // The IPIs of Linux 6.1 are seen by kprobes or not at all.
  const old = traceProgram(spec(EVENTS_6_1));
  assert(!old.includes("@ipi") && !old.includes("@reschedule"));
});

Deno.test("without tracepoints the kprobe of the document counts runs", () => {
  assertStringIncludes(
    traceProgram(spec([], { kprobes: true })),
    "kprobe:tctx_task_work /pid == 4711 &&",
  );
});

Deno.test("without addresses no IPI is taken for a kick", () => {
  const text = traceProgram(spec(EVENTS_6_18, { kickRanges: [] }));
  assertStringIncludes(text, "if (0) { @kicked[args->cpu] = 1; }");
});

Deno.test("the window, the process and the CPUs are those of the spec", () => {
  const text = traceProgram(spec(EVENTS_6_18, {
    pid: 1,
    cpus: [0],
    window: { startNs: 7n, endNs: 1n << 62n },
  }));
  assertStringIncludes(text, "pid == 1/");
  assertStringIncludes(text, "/args->cpu == 0/");
  assertStringIncludes(text, `nsecs >= 7 && nsecs < ${1n << 62n}`);
});

Deno.test("the limit of keys is bpftrace's", () => {
  assertEquals(GROWING_MAPS.limit, MAP_KEYS_MAX);
});

for (const name of RECORDED) {
  Deno.test(`${name} is of a program with the same maps and keys`, () => {
    const kprobes = name.startsWith("kprobes");
    const given = spec(kprobes ? EVENTS_6_1 : EVENTS_6_18, { kprobes });
    const text = traceProgram(given);
    const { maps, printed } = recorded(name);
    for (const map of maps.keys()) assertStringIncludes(text, map);
    assertEquals(
      printed.filter((line) => line === "attached\n").length,
      readyCount(given),
    );
    for (const [key] of maps.get("@run") ?? []) {
      assertEquals(key.split(",").length, RUN_KEY_PARTS);
    }
  });
}
