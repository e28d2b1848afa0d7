import { assert, assertEquals, assertMatch } from "@std/assert";
import { ioUringRefused } from "../../lib/setup/io_uring_refused.ts";
import type { SystemFiles } from "../../lib/host/system.ts";

const [EPERM, ENOSYS, EINVAL] = [1, 38, 22];
const FILTER = { "/proc/self/status": "Name:\tx\nSeccomp:\t2\nFoo:\t1\n" };

function filesOf(contents: Record<string, string>): SystemFiles {
  return {
    read: (path) => contents[path],
    readBytes: () => undefined,
    list: () => [],
    link: () => undefined,
    realPath: (path) => path,
  };
}

function told(errno: number, files: Record<string, string>): string {
  const refused = ioUringRefused(filesOf(files), errno);
  assert(refused, `nothing told of ${errno}`);
  return `${refused.why}; ${refused.remedy}`;
}

const CASES: [string, number, Record<string, string>, RegExp][] = [
  [
    "the sysctl, with who may use it all the same",
    EPERM,
    { ...FILTER, "/proc/sys/kernel/io_uring_disabled": "1" },
    /io_uring_disabled is 1; root may .*io_uring_group; `sysctl kernel.io_uring_disabled=0`/,
  ],
  [
    "the sysctl, for all",
    EPERM,
    { "/proc/sys/kernel/io_uring_disabled": "2" },
    /^kernel.io_uring_disabled is 2; `sysctl/,
  ],
  [
    "podman",
    ENOSYS,
    { ...FILTER, "/run/.containerenv": 'engine="podman-4.3.1"' },
    /seccomp filter.*; podman run --security-opt seccomp=unconfined/,
  ],
  [
    "docker, which leaves an empty file",
    EPERM,
    { ...FILTER, "/.dockerenv": "" },
    /seccomp filter.*; docker run --security-opt seccomp=unconfined/,
  ],
  ["another filter", EPERM, FILTER, /Kubernetes.*SystemCallFilter=@aio/],
  [
    "Docker Desktop",
    EPERM,
    {
      ...FILTER,
      "/.dockerenv": "",
      "/proc/sys/kernel/osrelease": "6.10.14-linuxkit",
    },
    /Docker Desktop.*; run it on Linux/,
  ],
  [
    "gVisor",
    ENOSYS,
    {
      "/.dockerenv": "",
      "/proc/sys/kernel/osrelease": "4.19.0-gvisor",
      "/proc/sys/kernel/version": "#1 SMP Sun Jan 10 15:06:54 PST 2016",
    },
    /gVisor.*; .*--runtime=runc/,
  ],
  [
    "WSL 1",
    ENOSYS,
    { "/proc/sys/kernel/osrelease": "4.4.0-19041-Microsoft" },
    /WSL 1 has none; `wsl --set-version/,
  ],
  [
    "an old WSL 2",
    ENOSYS,
    { "/proc/sys/kernel/osrelease": "4.19.128-microsoft-standard" },
    /no io_uring .*; `wsl --update`/,
  ],
  ["an old kernel", ENOSYS, {}, /no io_uring .*; boot Linux 5.6 or newer/],
  [
    "a security module",
    EPERM,
    { "/proc/self/status": "Seccomp:\t0\n" },
    /security module.*; .*journalctl/,
  ],
];

for (const [what, errno, files, expected] of CASES) {
  Deno.test(`io_uring that is refused by ${what} has a way out`, () => {
    assertMatch(told(errno, files), expected);
  });
}

Deno.test("of another errno nothing is made up", () => {
  assertEquals(ioUringRefused(filesOf({ ...FILTER }), EINVAL), undefined);
});
