import { assertEquals, assertMatch } from "@std/assert";
import { run, SHORT, temporaryDirectory } from "./program.ts";

const LICENSE = new URL("../../LICENSE", import.meta.url).pathname;

async function refused(
  args: string[],
  message: RegExp,
  status = 2,
  options?: Parameters<typeof run>[1],
) {
  const result = await run(args, options);
  const line = result.stderr.trimEnd().split("\n").at(-1) ?? "";
  assertMatch(line, message);
  assertMatch(line, /^uringlab: /);
  assertEquals(result.status, status);
  assertEquals(result.stdout, "");
  assertEquals(/\bat .*:\d+:\d+/.test(result.stderr), false, "a stack trace");
}

const USAGE: [string, string[], RegExp][] = [
  ["an unknown experiment", ["exp7x"], /"exp7x"; did you mean "exp7"/],
  ["a misspelt command", ["lsit"], /"lsit"; did you mean "list"/],
  ["an unknown experiment to list", ["list", "exp7x"], /did you mean "exp7"/],
  ["no file to run", ["run"], /name a file; `.*uringlab list --json exp7`/],
  ["an option for a file", ["run", "--aa"], /name a file/],
  [
    "a file that is missing",
    ["run", "/none.json"],
    /cannot read \/none.json: /,
  ],
  ["a directory to run", ["run", "/"], /\/: this is no file of an experiment/],
  ["a file without JSON", ["run", LICENSE], /LICENSE: no JSON: /],
  ["a file of the kernel", ["run", "/proc/kmsg"], /no file of an experiment/],
  ["CPUs of no core", ["exp7", "--interrupt-cpus=0"], /ask for it with --core/],
  ["the same value twice", ["exp7", "--workers=1,1"], /without repetitions/],
  ["an unknown option", ["exp7", "--iodepht=4"], /did you mean "--iodepth"/],
  ["an option like no other", ["exp7", "--zzz"], /"; --help has all options$/],
  ["a stray word", ["exp7", "4"], /unexpected argument "4"/],
  ["an unknown mode", ["exp7", "--mode=cop"], /did you mean "coop"/],
  ["iodepth 0", ["exp7", "--iodepth=0"], /"0" is not a whole number from 1/],
  ["iodepth as text", ["exp7", "--iodepth=deep"], /"deep" is not a whole/],
  ["iodepth too large", ["exp7", "--iodepth=32769"], /from 1 to 32768/],
  ["a missing value", ["exp7", "--runtime"], /--runtime/],
  ["a missing target", ["exp7", "--filename=/none"], /\/none does not exist/],
  ["a directory", ["exp7", "--filename=/"], /is a directory/],
  [
    "a character device",
    ["exp7", "--filename=/dev/null"],
    /neither a file nor/,
  ],
  [
    "a file system without O_DIRECT",
    ["exp7", "--filename=/proc/version"],
    /cannot be read with O_DIRECT.*EINVAL/,
  ],
  [
    "a CPU that does not exist",
    ["exp7", "--cpus=4095"],
    /no CPU 4095; this machine has 0/,
  ],
  [
    "a reap that waits for more than are in flight",
    ["exp7", "--iodepth=2", "--iodepth-batch-complete-min=4"],
    /4 is above --iodepth, 2/,
  ],
];

Deno.test("a file names the field that is wrong", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/mine.json`;
  Deno.writeTextFileSync(
    path,
    '{"name": "mine", "axes": {"iodepth": [1, "2"]}}',
  );
  await refused(
    ["run", path],
    /mine\.json: axes\.iodepth\[1\]: Expected number but received "2"$/,
  );
});

for (const [what, args, message] of USAGE) {
  Deno.test(`${what} is wrong usage`, () => refused(args, message));
}

Deno.test("no experiment is wrong usage, told by the short help", async () => {
  const { stdout } = await run(["-h"]);
  assertMatch(stdout, /^Usage: uringlab EXPERIMENT/m);
  assertEquals(await run([]), { status: 2, stdout: "", stderr: stdout });
});

Deno.test("what looks like an option is no directory of results", async () => {
  using directory = temporaryDirectory();
  const cwd = directory.path;
  Deno.mkdirSync(`${cwd}/--old`);
  const unknown =
    /unknown option "--old"; --help has all options; .* is \.\/--old$/;
  await refused(["report", "--old"], unknown, 2, { cwd });
  const found = /--old holds no results and no directory that does: .*$/;
  await refused(["report", "--", "--old"], found, 2, { cwd });
  await refused(["report", "./--old"], found, 2, { cwd });
});

Deno.test("targets of the wrong size and form are wrong usage", async () => {
  using directory = temporaryDirectory();
  const file = (name: string) => `${directory.path}/${name}`;
  Deno.writeFileSync(file("empty"), new Uint8Array(0));
  Deno.writeFileSync(file("small"), new Uint8Array(512));
  Deno.writeFileSync(file("plain"), new Uint8Array(65536).fill(7));
  using sparse = Deno.openSync(file("sparse"), { create: true, write: true });
  sparse.truncateSync(1 << 20);
  const on = (name: string, ...more: string[]) => [
    "exp7",
    `--filename=${file(name)}`,
    ...more,
  ];
  await refused(on("empty"), /has 0 bytes, less than a block/);
  await refused(on("small", "--bs=4k"), /512 bytes, less than a block of 4096/);
  await refused(on("plain", "--bs=1000"), /1000 is not a multiple.*512/);
  await refused(on("plain", "--size=1m"), /--size: 1048576.*it has 65536/);
  await refused(on("plain", "--verify"), /was not made by uringlab/);
  await refused(on("sparse"), /is sparse/);
});

Deno.test("a target that may not be read is wrong usage", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/secret`;
  Deno.writeFileSync(path, new Uint8Array(4096), { mode: 0o000 });
  await refused(["exp7", `--filename=${path}`], /may not be read by you/, 2, {
    before: ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"],
  });
});

Deno.test("results are never written over", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  Deno.mkdirSync(out);
  Deno.writeTextFileSync(`${out}/results.csv`, "kept");
  const env = { XDG_CACHE_HOME: directory.path };
  await refused([...SHORT, `--out=${out}`], /holds results already/, 2, {
    env,
  });
  assertEquals(Deno.readTextFileSync(`${out}/results.csv`), "kept");
});

Deno.test("an output directory that cannot be made fails", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  await refused([...SHORT, "--out=/proc/out"], /cannot write results to/, 1, {
    env,
  });
});

Deno.test("no home for the default target is wrong usage", () =>
  refused(SHORT, /name a target with --filename/, 2, {
    env: { HOME: "", XDG_CACHE_HOME: "" },
  }));

Deno.test("a cache that cannot be written fails", () =>
  refused(SHORT, /cannot make .*name a target with --filename/, 1, {
    env: { XDG_CACHE_HOME: "/proc" },
  }));

Deno.test("too small a RLIMIT_MEMLOCK fails", async () => {
  using directory = temporaryDirectory();
  await refused(
    SHORT,
    /cannot lock \d+ KiB.*\(mlock2: ENOMEM .*RLIMIT_MEMLOCK is 65536 bytes.*ulimit -l/,
    1,
    {
      env: { XDG_CACHE_HOME: directory.path },
      cwd: directory.path,
      before: [
        "prlimit",
        "--memlock=65536",
        "setpriv",
        "--bounding-set",
        "-ipc_lock",
      ],
    },
  );
});

Deno.test("a ring that RLIMIT_MEMLOCK does not allow fails with the same message", async () => {
  using directory = temporaryDirectory();
  const native = new URL("../../c/", import.meta.url).pathname;
  const { success } = await new Deno.Command("make", {
    args: ["-s", "-C", native, "build/without_io_uring"],
  }).output();
  assertEquals(success, true);
  await refused(
    SHORT,
    /cannot lock \d+ KiB.*io_uring_setup: ENOMEM.*RLIMIT_MEMLOCK is 65536 bytes.*ulimit -l/,
    1,
    {
      env: { XDG_CACHE_HOME: directory.path },
      cwd: directory.path,
      // ENOMEM, as of a kernel that counts a ring's memory against the limit.
      before: [
        "prlimit",
        "--memlock=65536",
        `${native}build/without_io_uring`,
        "12",
      ],
    },
  );
});

const FORBIDDEN: [number | "reads", RegExp][] = [
  [
    1,
    /io_uring cannot be used: .*EPERM.*a seccomp filter.*forbids it; .*seccomp/,
  ],
  [
    38,
    /io_uring cannot be used: .*ENOSYS.*a seccomp filter.*forbids it; .*seccomp/,
  ],
  // As on a kernel before that: no cell fails read by read.
  [
    "reads",
    /io_uring cannot be used: IORING_OP_READ: EINVAL.*came with Linux 5.6/,
  ],
];

for (const [errno, message] of FORBIDDEN) {
  Deno.test(`io_uring that is forbidden (${errno}) fails with what may forbid it`, async () => {
    using directory = temporaryDirectory();
    const native = new URL("../../c/", import.meta.url).pathname;
    const { success } = await new Deno.Command("make", {
      args: ["-s", "-C", native, "build/without_io_uring"],
    }).output();
    assertEquals(success, true);
    await refused(SHORT, message, 1, {
      env: { XDG_CACHE_HOME: directory.path },
      cwd: directory.path,
      before: [`${native}build/without_io_uring`, `${errno}`],
    });
    assertEquals([...Deno.readDirSync(directory.path)], []);
  });
}
