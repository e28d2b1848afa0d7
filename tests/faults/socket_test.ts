/** Runs with messages over sockets in trouble. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  outcome,
  readRows,
  run,
  temporaryDirectory,
  until,
} from "../program/program.ts";
import { MarkedRun } from "./marked_run.ts";

/** Deaths at moments that are drawn anew each time. */
const DEATHS = 3;

function args(out: string, ...more: string[]): string[] {
  return [
    "exp7",
    "--load=tcp",
    "--busy=off",
    "--turn=0",
    // However busy the machine is, some messages end the window.
    "--number-ios=50",
    "--runtime=20s",
    "--ramp-time=2ms",
    `--out=${out}`,
    ...more,
  ];
}

/** Sockets of this machine that listen for TCP on the loopback interface. */
function listeners(): string[] {
  return Deno.readTextFileSync("/proc/net/tcp").split("\n").filter((line) =>
    /^ *\d+: 0100007F:\w+ \w+:\w+ 0A /.test(line)
  ).map((line) => line.trim().split(/ +/)[1] ?? "");
}

Deno.test(`${DEATHS} deaths amid connections keep the rows; nothing listens`, async () => {
  const before = listeners();
  for (let i = 0; i < DEATHS; i++) {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const started = new MarkedRun(
      args(out, "--connections=100", "--workers=2", "--repeats=500"),
    );
    const ended = outcome(started.child);
    await until("a row", () => {
      try {
        return readRows(out).length > 0;
      } catch {
        return false;
      }
    });
    const moment = Math.random() * 150;
    await new Promise((resolve) => setTimeout(resolve, moment));
    started.child.kill("SIGKILL");
    await ended;
    await until("nothing is left", () => started.processes().length === 0);
    for (const { status, load } of readRows(out)) {
      assertEquals([status, load], ["ok", "tcp"], `after ${moment} ms`);
    }
  }
  assertEquals(listeners().filter((port) => !before.includes(port)), []);
});

Deno.test("a thousand connections with too few descriptors are refused", async () => {
  using directory = temporaryDirectory();
  const { status, stderr } = await run(
    args(`${directory.path}/out`, "--connections=1000", "--workers=1"),
    { before: ["prlimit", "--nofile=1024"] },
  );
  assertEquals(status, 1);
  assertMatch(stderr, /^uringlab: --connections: .* RLIMIT_NOFILE is 1024: /m);
});

Deno.test("a row without a port left says so, and others are kept", async () => {
  if (Deno.uid() !== 0) return;
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  // A network of the test's own, with four ports in all.
  const { status, stderr } = await run(
    args(
      out,
      "--connections=1,16",
      "--workers=1",
      "--repeats=1",
      "--mode=default",
    ),
    {
      before: [
        "unshare",
        "--net",
        "sh",
        "-c",
        "ip link set lo up && " +
        "echo 50000 50003 >/proc/sys/net/ipv4/ip_local_port_range && " +
        'exec "$@"',
        "sh",
      ],
    },
  );
  assertEquals(status, 1, stderr);
  const rows = readRows(out);
  const bad = rows.filter(({ status }) => status === "failed");
  assert(rows.some(({ status }) => status === "ok"));
  assertEquals(bad.map(({ iodepth }) => iodepth), ["16"]);
  assertMatch(
    bad[0]?.reasons ?? "",
    /^connect: EADDRNOTAVAIL .*net\.ipv4\.ip_local_port_range/,
  );
});
