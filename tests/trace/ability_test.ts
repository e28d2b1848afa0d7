import { assertEquals, assertMatch } from "@std/assert";
import { findTracing, tracingOf } from "../../lib/trace/ability.ts";
import { parseHello } from "../../lib/trace/capture/protocol.ts";
import { unseenOf, unseenText } from "../../lib/trace/unseen.ts";
import { helloLine } from "./capture/lines.ts";
import { type FakeOptions, fakeTracer } from "./fake_tracer.ts";

async function found(options: FakeOptions) {
  using fake = fakeTracer(options);
  return await findTracing(fake.command[0]);
}

const OBSTACLE = { what: "a", why: "b", remedy: "c" };

Deno.test("findTracing() brings what the tracer sees", async () => {
  const { works, probes, obstacles } = await found({
    greeting: helloLine({ obstacles: [OBSTACLE] }),
  });
  assertEquals(works, true);
  assertEquals(probes.map(({ name }) => name), [
    "send_ipi",
    "enter_reschedule",
  ]);
  assertEquals(obstacles, [OBSTACLE]);
});

Deno.test("findTracing() says that there is no tracer, and what builds one", async () => {
  assertEquals(await findTracing("/nonexistent/tracer"), {
    works: false,
    probes: [],
    obstacles: [{
      what: "uringlab was built without its tracer",
      why: "clang, libbpf, libelf or zlib was missing",
      remedy: "sh setup.sh",
    }],
  });
});

Deno.test("findTracing() takes no tracer of another version", async () => {
  for (
    const [options, why] of [
      [{ greeting: helloLine({ protocol: 9 }) }, /speaks protocol 9/],
      [{ first: "echo broken >&2; exit 1" }, /said nothing: broken/],
      [{ greeting: "hello" }, /no JSON: hello/],
    ] as const
  ) {
    const { works, obstacles: [obstacle, ...others] } = await found(options);
    assertEquals([works, others], [false, []]);
    assertEquals(obstacle?.what, "the tracer cannot be used");
    assertMatch(obstacle?.why ?? "", why);
  }
});

Deno.test("findTracing() does not take a file that cannot be started for none", async () => {
  const file = Deno.makeTempFileSync();
  try {
    const { obstacles: [obstacle] } = await findTracing(file);
    assertEquals(obstacle?.what, "the tracer cannot be used");
    assertMatch(obstacle?.why ?? "", /^cannot start .*ermission denied/);
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("tracingOf() always says why nothing can be traced", () => {
  const refused = { tracing: false, why: "Operation not permitted" };
  const unknown = tracingOf(parseHello(helloLine(refused)), "/none");
  assertEquals(unknown.works, false);
  assertEquals(unknown.obstacles, [{
    what: "the kernel takes none of our BPF programs",
    why: "Operation not permitted",
    remedy:
      "a container or security module may forbid it: run on the host itself",
  }]);
  const known = tracingOf(
    parseHello(helloLine({ ...refused, obstacles: [OBSTACLE] })),
    "/none",
  );
  assertEquals(known.obstacles, [OBSTACLE]);
});

Deno.test("tracingOf() names the command that starts this program as root", () => {
  const hello = parseHello(helloLine({
    obstacles: [{ ...OBSTACLE, remedy: "run as root" }],
  }));
  const { obstacles: [obstacle] } = tracingOf(hello, "/here/uringlab-trace");
  assertMatch(
    obstacle?.remedy ?? "",
    /^run as root: sudo .*uringlab \.\.\., or once: sudo setcap cap_bpf,cap_perfmon,cap_syslog\+ep \/here\/uringlab-trace$/,
  );
});

Deno.test("unseenOf() leaves out what another probe stands for", () => {
  const probe = {
    name: "a",
    event: "sched_switch",
    why: "no such tracepoint",
    errno: 2,
    cost: "sleeps",
  };
  const unseen = unseenOf([
    { ...probe, state: "seen" },
    { ...probe, state: "not needed" },
    { ...probe, state: "not seen" },
  ]);
  assertEquals(unseen.map(unseenText), [
    "not seen: sleeps (sched_switch: no such tracepoint)",
  ]);
});
