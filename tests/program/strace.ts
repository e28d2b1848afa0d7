/** What a program does to the files of a machine, as strace sees it. */

/** One system call that changes a file, or opens it so that it could. */
export interface Change {
  /** The name of the thread, as the kernel has it. */
  comm: string;
  call: string;
  /** Absolute; or "pipe:[7]", "socket:[8]" and the like. */
  path: string;
  /** The line of strace. */
  line: string;
}

/** Calls that change a file by its name, or a setting of the machine. */
const BY_NAME = [
  "creat",
  "truncate",
  "rename",
  "renameat",
  "renameat2",
  "unlink",
  "unlinkat",
  "mkdir",
  "mkdirat",
  "rmdir",
  "link",
  "linkat",
  "symlink",
  "symlinkat",
  "mknod",
  "mknodat",
  "chmod",
  "fchmodat",
  "chown",
  "lchown",
  "fchownat",
  "utimensat",
  "setxattr",
  "lsetxattr",
  "removexattr",
  "mount",
  "umount2",
  "swapon",
  "swapoff",
  "pivot_root",
  "chroot",
];

/** Calls that change the file behind a descriptor. */
const BY_DESCRIPTOR = [
  "write",
  "pwrite64",
  "writev",
  "pwritev",
  "pwritev2",
  "ftruncate",
  "fallocate",
  "fchmod",
  "fchown",
  "fsetxattr",
  "copy_file_range",
  "sendfile",
  "splice",
];

/** Calls that change the machine and no file. */
const SETTINGS = [
  "sethostname",
  "settimeofday",
  "clock_settime",
  "adjtimex",
  "clock_adjtime",
  "init_module",
  "finit_module",
  "delete_module",
  "kexec_load",
  "reboot",
  "syslog",
];

/** What stands before a program for its calls to be written to a file. */
export function strace(log: string): string[] {
  const calls = ["open", "openat", "openat2", "ioctl", "io_uring_setup"];
  return [
    "strace",
    "--follow-forks",
    "--decode-fds=path",
    "--decode-pids=comm",
    // Only these calls stop: the hot loop runs as it does without strace.
    "--seccomp-bpf",
    `--trace=${
      [...calls, ...BY_NAME, ...BY_DESCRIPTOR, ...SETTINGS].join(",")
    }`,
    `--output=${log}`,
  ];
}

/** A call, with the name of its thread and what stands between the brackets. */
export interface Call {
  comm: string;
  name: string;
  args: string;
  line: string;
}

/** The calls of a log; each once, where it begins. */
export function callsOf(log: string): Call[] {
  return log.split("\n").flatMap((line) => {
    const [, comm = "", name = "", args = ""] =
      /^\d+<(.*?)>\s+(\w+)\((.*)$/.exec(line) ?? [];
    return name ? [{ comm, name, args, line }] : [];
  });
}

/** Names as they are; those after an AT_FDCWD or a descriptor are below it. */
function names(args: string): string[] {
  return [...args.matchAll(/(?:[A-Z_0-9]+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)]
    .map(([, at = "", name = ""]) =>
      name.startsWith("/") || at === "" ? name : `${at}/${name}`
    );
}

/** The file of the descriptor that is the first argument. */
export function fileOf({ args }: Call): string {
  return /^\d+<(.*?)>[,)]/.exec(args)?.[1] ?? args;
}

/** Whether a call opens a file so that it may be changed. */
export function opensToWrite({ name, args }: Call): boolean {
  return /^open(at2?)?$/.test(name) &&
    /\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b/.test(args);
}

/** All that changes something, tries included. */
export function changesOf(calls: readonly Call[]): Change[] {
  return calls.flatMap((call) => {
    const { comm, name, args, line } = call;
    const paths = opensToWrite(call) || BY_NAME.includes(name)
      ? names(args)
      : BY_DESCRIPTOR.includes(name)
      ? [fileOf(call)]
      : SETTINGS.includes(name)
      ? [name]
      : [];
    return paths.map((path) => ({ comm, call: name, path, line }));
  });
}
