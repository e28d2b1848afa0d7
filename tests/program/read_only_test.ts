import { assert, assertEquals } from "@std/assert";
import { buildLibrary } from "../../ffi/mod.ts";
import { hostFiles } from "../../lib/host/system.ts";
import { hindrance } from "../trace/capture/hindrance.ts";
import { run, temporaryDirectory } from "./program.ts";
import {
  type Call,
  callsOf,
  changesOf,
  fileOf,
  opensToWrite,
  strace,
} from "./strace.ts";

const C = new URL("../../c", import.meta.url).pathname;

/** Where Deno keeps what it has compiled. */
const DENO_CACHE = Deno.env.get("DENO_DIR") ??
  `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;

const BYTES = 2 ** 22;

function has(...command: string[]): boolean {
  try {
    const [name = "", ...args] = command;
    return new Deno.Command(name, { args, stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Random bytes that uringlab did not make, some days old. */
function makeTarget(path: string): void {
  using file = Deno.openSync(path, { createNew: true, write: true });
  for (let at = 0; at < BYTES; at += 65536) {
    file.writeSync(crypto.getRandomValues(new Uint8Array(65536)));
  }
  file.syncSync();
  file.utimeSync(1e9, 1e9);
}

async function digest(path: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", Deno.readFileSync(path));
  return new Uint8Array(hash).toHex();
}

/** A block device that the kernel would let anybody with it write to. */
function loop(file: string): { path: string } & Disposable {
  const { stdout, success } = new Deno.Command("losetup", {
    args: ["--find", "--show", file],
  }).outputSync();
  assert(success);
  const path = new TextDecoder().decode(stdout).trim();
  return {
    path,
    [Symbol.dispose]: () => {
      new Deno.Command("losetup", { args: ["--detach", path] }).outputSync();
    },
  };
}

/** The requests by which uringlab asks how large a disk and its blocks are. */
const ASKING = ["BLKGETSIZE64", "BLKSSZGET"];

/** A target is opened, described and read, and nothing else. */
function checkTarget(calls: readonly Call[], target: string): void {
  const opened = calls.filter(({ name, args }) =>
    name.startsWith("open") && args.includes(`"${target}"`)
  );
  assert(opened.some(({ args }) => args.includes("O_DIRECT")), "never read");
  for (const { args, line } of opened) {
    assert(args.includes("O_RDONLY"), line);
  }
  for (const change of changesOf(calls)) {
    assert(change.path !== target, change.line);
  }
  for (const call of calls) {
    if (call.name !== "ioctl" || fileOf(call) !== target) continue;
    const request = /, ([A-Z0-9_]+)/.exec(call.args)?.[1] ?? "";
    assert(ASKING.includes(request), call.line);
  }
}

/**
 * Only the results and Deno's own cache are written to, whatever the machine's
 * rights. `doctor` and the search for non-interrupt cores count in an instance
 * of tracefs of their own: a setting of nobody else's, which is gone with them.
 */
function checkEverythingElse(calls: readonly Call[], out: string): void {
  const allowed = [
    out,
    DENO_CACHE,
    "/dev/null",
    "/dev/tty",
    "/sys/kernel/tracing/instances/uringlab-doctor-",
  ];
  const strangers = changesOf(calls).filter(({ path }) =>
    path.startsWith("/") &&
    !allowed.some((prefix) => path.startsWith(prefix))
  );
  assertEquals(strangers, []);
  const left = hostFiles().list("/sys/kernel/tracing/instances");
  assertEquals(left.filter((name) => name.startsWith("uringlab")), []);
}

const RUN = [
  "exp7",
  "--preset=quick",
  "--workers=4",
  "--iodepth=2",
  "--runtime=50ms",
  "--ramp-time=10ms",
  "--cpus=0",
];

async function traced(
  target: string,
  directory: string,
  ...more: string[]
): Promise<{ calls: Call[]; out: string }> {
  // What `make` would write is no part of this.
  await buildLibrary(() => {});
  const out = `${directory}/out`;
  const log = `${directory}/strace.log`;
  const { status, stderr } = await run(
    [...RUN, `--filename=${target}`, `--out=${out}`, ...more],
    { before: strace(log) },
  );
  assertEquals(status, 0, stderr);
  return { calls: callsOf(Deno.readTextFileSync(log)), out };
}

const hasStrace = has("strace", "-V");
const hasLoop = hasStrace && Deno.uid() === 0 && has("losetup", "--find");

function testWith(
  name: string,
  hindrance: string | undefined,
  fn: () => Promise<void>,
): void {
  Deno.test({
    name: name + (hindrance ? ` (not run: ${hindrance})` : ""),
    ignore: hindrance !== undefined,
    fn,
  });
}

testWith(
  "a run only reads its target, a file, and writes its results only",
  hasStrace ? undefined : "no strace here",
  async () => {
    using directory = temporaryDirectory();
    const target = `${directory.path}/target.dat`;
    makeTarget(target);
    const before = await digest(target);
    const { calls, out } = await traced(target, directory.path);
    checkTarget(calls, target);
    checkEverythingElse(calls, out);
    assert(calls.some(({ name }) => name === "io_uring_setup"), "no ring");
    assertEquals(await digest(target), before);
    assertEquals(Deno.statSync(target).mtime, new Date(1e12));
  },
);

testWith(
  "a run only reads its target, a block device",
  hasLoop ? undefined : "no strace or no loop device here",
  async () => {
    using directory = temporaryDirectory();
    const file = `${directory.path}/target.dat`;
    makeTarget(file);
    const before = await digest(file);
    {
      using device = loop(file);
      const { calls, out } = await traced(device.path, directory.path);
      checkTarget(calls, device.path);
      checkEverythingElse(calls, out);
    }
    assertEquals(await digest(file), before);
  },
);

testWith(
  "a run without a disk opens none, and writes its results only",
  hasStrace ? undefined : "no strace here",
  async () => {
    using directory = temporaryDirectory();
    await buildLibrary(() => {});
    const out = `${directory.path}/out`;
    const log = `${directory.path}/strace.log`;
    const { status, stderr } = await run(
      [...RUN, "--load=pipe", "--turn=0", "--busy=off", `--out=${out}`],
      { before: strace(log) },
    );
    assertEquals(status, 0, stderr);
    const calls = callsOf(Deno.readTextFileSync(log));
    checkEverythingElse(calls, out);
    const direct = calls.filter(({ args }) => /\bO_DIRECT\b/.test(args));
    assertEquals(direct, []);
  },
);

testWith(
  "a traced run writes no setting, and leaves BPF to the tracer",
  !hasStrace ? "no strace here" : await hindrance(),
  async () => {
    using directory = temporaryDirectory();
    const target = `${directory.path}/target.dat`;
    makeTarget(target);
    const { calls, out } = await traced(
      target,
      directory.path,
      "--trace",
      "--trace-runtime=50ms",
      "--busy=off",
      "--mode=coop",
    );
    checkTarget(calls, target);
    assert(calls.some(({ comm }) => comm === "uringlab-trace"), "never traced");
    checkEverythingElse(
      calls.filter(({ comm }) => comm !== "uringlab-trace"),
      out,
    );
    // Not even the tracer has a setting to change.
    const settings = calls.filter((call) =>
      opensToWrite(call) && /"\/(proc\/sys|sys\/(?!kernel\/))/.test(call.args)
    );
    assertEquals(settings, []);
  },
);

/** Programs that are built beside the engine. */
const OWN_PROGRAMS: readonly string[] = ["busy.c", "timed.c", "writer.c"];

/** The sources of the engine, without comments. */
function sources(): Map<string, string> {
  const names = [...Deno.readDirSync(C)].map(({ name }) => name)
    .filter((name) => /\.[ch]$/.test(name));
  assert(names.includes("op.c"));
  return new Map(names.map((name) => [
    name,
    Deno.readTextFileSync(`${C}/${name}`).replaceAll(/\/\*[^]*?\*\//g, ""),
  ]));
}

/** What a file of the engine has that is not in a list, by its file. */
function others(pattern: RegExp, known: readonly string[]): string[] {
  return [...sources()].flatMap(([file, text]) =>
    [...text.matchAll(pattern)].map(([, word = ""]) => word)
      .filter((word) => !known.includes(word))
      .map((word) => `${file}: ${word}`)
  );
}

Deno.test("the engine asks io_uring for what changes no file, and nothing else", () => {
  const preparing = ["nop", "read", "read_fixed", "timeout"];
  assertEquals(others(/\bio_uring_prep_(\w+)/g, preparing), []);
  // Whether the kernel has it is asked before the first read.
  assertEquals(
    others(/\bIORING_OP_(\w+)/g, ["READ", "RECV", "SEND", "ACCEPT", "CLOSE"]),
    [],
  );
  // Two for which old headers have no word, messages and connections.
  assertEquals(
    others(/(?:->|\.)(opcode = \w+)/g, [
      "opcode = OP_FUTEX_WAIT",
      // Into a ring of the cell's own.
      "opcode = OP_MSG_RING",
      "opcode = IORING_OP_RECV",
      "opcode = IORING_OP_SEND",
      "opcode = IORING_OP_ACCEPT",
      // Of what it has accepted.
      "opcode = IORING_OP_CLOSE",
    ]),
    [],
  );
  const sockets = [...sources()].filter(([, text]) =>
    /\b(?:socket|bind|connect|listen|socketpair)\(/.test(text)
  );
  assertEquals(sockets.map(([file]) => file), ["connect.c"]);
  assert(/INADDR_LOOPBACK/.test(sockets[0]?.[1] ?? ""));
});

Deno.test("what the engine writes to are eventfds, pipes and sockets of its own", () => {
  const writing = [...sources()].filter(([, text]) =>
    /\b(?:write|eventfd_write|send|call_send)\(/.test(text)
  ).map(([file]) => file).sort();
  // Programs of their own write to their parent, and so does the tracer.
  assertEquals(writing.filter((file) => !OWN_PROGRAMS.includes(file)), [
    "call.h",
    "connect.c",
    "echo.c",
    "plain.c",
    "serve.c",
  ]);
  const sends = ["call.h", "connect.c", "echo.c", "plain.c"].flatMap((file) => [
    ...(sources().get(file) ?? "").matchAll(/\b(?:call_)?send\(([^,]*),/g),
  ]);
  assertEquals(sends.map(([, target]) => target), [
    // What plain.c calls.
    "int fd",
    // One end of a connection of which it made both.
    "from",
    "end->fd",
    "l->op.wake.read_fds[connection]",
  ]);
  const serve = sources().get("serve.c") ?? "";
  const targets = [...serve.matchAll(/\b(?:write|eventfd_write)\(([^,]*),/g)];
  assertEquals(targets.map(([, target]) => target), [
    "wake->write_fds[slot]",
    "wake->write_fds[slot]",
  ]);
  assertEquals([...serve.matchAll(/\bopen\(/g)], []);
});

Deno.test("calls past libc are those that it or an old liburing lacks", () => {
  const known = [
    "SYS_statx",
    "SYS_gettid",
    "SYS_io_uring_setup",
    "SYS_io_uring_enter",
    "SYS_io_uring_register",
    // It opens no file.
    "SYS_perf_event_open",
    // It wakes, and no more.
    "SYS_futex",
    // On sockets alone, without cancellation points.
    "SYS_sendto",
    "SYS_recvfrom",
    "SYS_epoll_pwait",
    "SYS_accept4",
  ];
  assertEquals(others(/\b(?:syscall\(|"a"\()(\w+)/g, known), []);
});

Deno.test("the engine opens files read-only, its writer one without a name", () => {
  // A file that never had a name is nobody else's.
  assertEquals(
    others(/\b(O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE))\b/g, []).sort(),
    ["writer.c: O_TMPFILE", "writer.c: O_WRONLY"],
  );
  const writer = sources().get("writer.c") ?? "";
  assertEquals([...writer.matchAll(/\bopen(?:at)?\(/g)].length, 1);
  assertEquals(
    others(/\b(?:ioctl)\([^,]*,\s*(\w+)/g, ["BLKSSZGET", "BLKGETSIZE64"]),
    [],
  );
  for (const [file, text] of sources()) {
    for (const [call, flags = ""] of text.matchAll(/\bopen\([^,;]*,([^;]*)/g)) {
      if (file === "writer.c") {
        assert(/O_TMPFILE \| O_WRONLY/.test(flags), call);
        continue;
      }
      // probe.c keeps them in a variable, which begins with O_RDONLY.
      assert(/O_RDONLY|\bflags\b/.test(flags), `${file}: ${call}`);
    }
    for (const [line] of text.matchAll(/\bint flags = (?!MAP_).*/g)) {
      assert(line.startsWith("int flags = O_RDONLY"), `${file}: ${line}`);
    }
  }
});

Deno.test("the library has no function that writes to a file", async () => {
  await buildLibrary(() => {});
  const { stdout, success } = new Deno.Command("nm", {
    args: ["--dynamic", "--undefined-only", `${C}/build/liburinglab.so`],
  }).outputSync();
  assert(success);
  const names = new TextDecoder().decode(stdout).split("\n")
    .map((line) => /([A-Za-z_0-9]+)(@.*)?$/.exec(line)?.[1] ?? "");
  assert(names.includes("open") && names.includes("pread"));
  const writing =
    /^_*(f?write|p?writev?\d*|pwrite.*|f?truncate.*|.*fallocate.*|fopen.*|fd?open|f?printf|dprintf|f?puts|f?putc|creat.*|rename.*|unlink.*|remove|mk.*|system|popen|exec.*|f?chmod|f?chown|sendfile.*|splice|copy_file_range)$/;
  // The tests above hold to what they are applied; memory is given its size.
  assertEquals(names.filter((name) => writing.test(name)), [
    "ftruncate",
    "write",
  ]);
  const sizing = [...sources()].filter(([, text]) => /ftruncate\(/.test(text));
  assertEquals(sizing.map(([file]) => file), ["touch.c"]);
  assert(/memfd_create\(/.test(sizing[0]?.[1] ?? ""));
});
