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

/** Of messages over TCP, unless another load is given. */
function args(out: string, ...more: string[]): string[] {
  return [
    "exp7",
    ...more.some((option) => option.startsWith("--load="))
      ? []
      : ["--load=tcp"],
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

/** A network of the command's own, with four ports in all. */
const FOUR_PORTS = [
  "unshare",
  "--net",
  "sh",
  "-c",
  "ip link set lo up && " +
  "echo 50000 50003 >/proc/sys/net/ipv4/ip_local_port_range && " +
  'exec "$@"',
  "sh",
];

/** The same with a backlog of eight connections for each listener. */
const SHORT_BACKLOG = [
  "unshare",
  "--net",
  "sh",
  "-c",
  'ip link set lo up && echo 8 >/proc/sys/net/core/somaxconn && exec "$@"',
  "sh",
];

/** Sockets of this machine that listen for TCP on the loopback interface. */
function listeners(): string[] {
  return Deno.readTextFileSync("/proc/net/tcp").split("\n").filter((line) =>
    /^ *\d+: 0100007F:\w+ \w+:\w+ 0A /.test(line)
  ).map((line) => line.trim().split(/ +/)[1] ?? "");
}

/** Deaths with one load, and what is left of them. */
async function dies(load: string, deaths: number): Promise<void> {
  const before = listeners();
  for (let i = 0; i < deaths; i++) {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const started = new MarkedRun(
      args(
        out,
        `--load=${load}`,
        "--connections=100",
        "--workers=2",
        "--repeats=500",
      ),
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
    for (const row of readRows(out)) {
      assertEquals([row.status, row.load], ["ok", load], `after ${moment} ms`);
    }
  }
  // An accept that waits holds its listener until a thread of the kernel has
  // taken the dead process's ring apart (io_ring_exit_work()).
  await until(
    "nothing listens",
    () => listeners().every((port) => before.includes(port)),
  );
}

Deno.test(`${DEATHS} deaths amid connections keep the rows; nothing listens`, async () => {
  await dies("tcp", DEATHS);
});

Deno.test("deaths amid connections that come and go likewise", async () => {
  await dies("accept", 2);
});

/** A row of one connection is measured where one of sixteen is refused. */
async function keepsOthers(
  load: string,
  before: string[],
  reason: RegExp,
): Promise<void> {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    args(
      out,
      `--load=${load}`,
      "--connections=1,16",
      "--workers=1",
      "--repeats=1",
      "--mode=default",
    ),
    { before },
  );
  assertEquals(status, 1, stderr);
  const rows = readRows(out);
  const bad = rows.filter(({ status }) => status === "failed");
  assert(rows.some(({ status }) => status === "ok"));
  assertEquals(bad.map(({ iodepth }) => iodepth), ["16"]);
  assertMatch(bad[0]?.reasons ?? "", reason);
}

Deno.test("a thousand connections with too few descriptors are refused", async () => {
  using directory = temporaryDirectory();
  const { status, stderr } = await run(
    args(`${directory.path}/out`, "--connections=1000", "--workers=1"),
    { before: ["prlimit", "--nofile=1024"] },
  );
  assertEquals(status, 1);
  assertMatch(stderr, /^uringlab: --connections: .* RLIMIT_NOFILE is 1024: /m);
});

Deno.test("a network whose loopback interface is down is told so", async () => {
  if (Deno.uid() !== 0) return;
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    args(
      out,
      "--connections=4",
      "--workers=1",
      "--repeats=1",
      "--mode=default",
    ),
    { before: ["unshare", "--net"] },
  );
  assertEquals(status, 1, stderr);
  const [row] = readRows(out);
  assertEquals(row?.status, "failed");
  assertMatch(row?.reasons ?? "", /^connect: ENETUNREACH .*ip link set lo up/);
});

for (const load of ["tcp", "accept"]) {
  Deno.test(`a row of ${load} without a port left says so, and others are kept`, async () => {
    if (Deno.uid() !== 0) return;
    await keepsOthers(
      load,
      FOUR_PORTS,
      /^connect: EADDRNOTAVAIL .*net\.ipv4\.ip_local_port_range/,
    );
  });
}

Deno.test("a listener without room for all connections is refused, with the reason", async () => {
  if (Deno.uid() !== 0) return;
  await keepsOthers(
    "accept",
    SHORT_BACKLOG,
    /^listen with room .*: ENOBUFS .*net\.core\.somaxconn/,
  );
});
