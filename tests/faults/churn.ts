/**
 * Makes and closes connections by the thousand, one cell after another, in a
 * network namespace of its own, and looks for descriptors, threads, sockets and
 * memory that are left over:
 *
 *     deno task churn --minutes 10
 *     deno task churn --minutes 10 --sanitize address
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Belongings, belongings, slabs } from "./belongings.ts";
import {
  buildPlant,
  type Churner,
  churnHere,
  churnUnder,
  PLANTS,
  SANITIZERS,
} from "./churning.ts";

const HELP = `Usage: deno task churn [--minutes N] [--sanitize address|thread]

Makes and closes connections over unix, tcp and udp sockets, by rings in several
modes, epoll and threads that block. Says every ten seconds what there is of
descriptors, threads, memory and sockets, and of the kernel's objects where root
may see them (those are the whole machine's, and not judged).

  --minutes N        how long; default: 10
  --sanitize address with ASan, UBSan and LeakSanitizer, in a process without
                     Deno, of which memory is not judged by its size
  --sanitize thread  with ThreadSanitizer, likewise
  --plant memory|descriptor|race
                     leaves that behind, to see that it is found; a race only
                     --sanitize thread can find

Status: 0 nothing grew, 1 something did, 2 wrong usage.
`;

/** Memory that may come and go: the garbage of Deno, in bytes. */
const SLACK_BYTES = 32 * 2 ** 20;
const LINE_MS = 10_000;
/** Rounds until everything is as large as it gets. */
const WARM_UP = 2;
/** The kernel closes the descriptors of a ring some time after it has gone. */
const PATIENCE_MS = 5000;
const POLL_MS = 50;
const SAME = 6;
/** Says that this process is in the namespace already. */
const INSIDE = "URINGLAB_CHURN_INSIDE";

function oneOf<T extends string>(
  name: string,
  value: unknown,
  choices: readonly T[],
): T | undefined {
  const found = choices.find((choice) => choice === value);
  if (value !== undefined && found === undefined) {
    throw new UsageError(`--${name}: "${value}" is not ${choices.join(", ")}`);
  }
  return found;
}

class UsageError extends Error {}

function options(args: string[]) {
  const { minutes = "10", sanitize, plant, help, _: words } = parseArgs(args, {
    string: ["minutes", "sanitize", "plant", "_"],
    boolean: ["help"],
    alias: { h: "help" },
    unknown: (arg, key) => {
      if (key === undefined) return true;
      throw new UsageError(`unknown option "${arg}"`);
    },
  });
  if (words.length) throw new UsageError(`unknown word "${words[0]}"`);
  if (!(Number(minutes) > 0)) {
    throw new UsageError("--minutes: a number above 0 is wanted");
  }
  return {
    help,
    minutes: Number(minutes),
    sanitize: oneOf(
      "sanitize",
      sanitize,
      Object.keys(SANITIZERS) as (keyof typeof SANITIZERS)[],
    ),
    plant: oneOf("plant", plant, PLANTS),
  };
}

/** Runs this program again in a network namespace of its own: its status. */
async function inNamespace(env: Record<string, string>): Promise<number> {
  const { code } = await new Deno.Command("unshare", {
    args: [
      ...Deno.uid() === 0 ? [] : ["--user", "--map-root-user"],
      "--net",
      "sh",
      "-c",
      'ip link set lo up && exec "$@"',
      "sh",
      Deno.execPath(),
      "run",
      "-A",
      import.meta.url,
      ...Deno.args,
    ],
    env: { ...env, [INSIDE]: "1" },
  }).spawn().status;
  return code;
}

function text(now: Belongings, connections: number): string {
  const kernel = slabs();
  return `${connections} connections, ${now.descriptors} descriptors, ` +
    `${now.threads} threads, ${(now.bytes / 2 ** 20).toFixed(1)} MiB, ` +
    `${now.sockets} sockets, ${now.orphans} orphans, ${now.timeWait} in ` +
    "TIME_WAIT" + (kernel === undefined ? "" : `; slabs: ${kernel}`);
}

/** What there is more of now; memory only beyond what may come and go. */
function grown(first: Belongings, now: Belongings, slack: number): string[] {
  const names = [
    "descriptors",
    "threads",
    "sockets",
    // Orphans and those in TIME_WAIT end by themselves, within a minute.
  ] as const;
  return [
    ...names.filter((name) => now[name] > first[name]),
    ...now.bytes > first.bytes + slack ? ["memory"] : [],
  ];
}

/** As soon as nothing changes any more, for some readings. */
async function settled(pid: number): Promise<Belongings> {
  const end = performance.now() + PATIENCE_MS;
  let last = belongings(pid);
  for (let same = 0; same < SAME && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const now = belongings(pid);
    same = now.sockets === last.sockets && now.threads === last.threads &&
        now.descriptors === last.descriptors && now.orphans === last.orphans
      ? same + 1
      : 0;
    last = now;
  }
  return last;
}

/** Churns for so long: what grew, as words. */
async function churn(
  churner: Churner,
  milliseconds: number,
  slack: number,
): Promise<string[]> {
  let connections = 0;
  for (let i = 0; i < WARM_UP; i++) connections += await churner.round();
  const first = await settled(churner.pid);
  console.log(text(first, connections));
  const end = performance.now() + milliseconds;
  let line = performance.now() + LINE_MS;
  do {
    connections += await churner.round();
    if (performance.now() < line) continue;
    line += LINE_MS;
    console.log(text(belongings(churner.pid), connections));
  } while (performance.now() < end);
  const last = await settled(churner.pid);
  console.log(text(last, connections));
  return grown(first, last, slack);
}

async function main(): Promise<number> {
  const { help, minutes, sanitize, plant } = options(Deno.args);
  if (help) {
    console.log(HELP.trimEnd());
    return 0;
  }
  if (!Deno.env.has(INSIDE)) {
    return await inNamespace(
      plant && !sanitize
        ? { PLANT: plant, LD_PRELOAD: await buildPlant() }
        : {},
    );
  }
  const churner = sanitize
    ? await churnUnder(sanitize, plant)
    : await churnHere();
  // What a sanitizer keeps for itself is no leak, and LeakSanitizer sees those.
  const slack = sanitize ? Infinity : SLACK_BYTES;
  const left = await churn(churner, minutes * 60_000, slack);
  const complaint = await churner.end();
  if (complaint !== undefined) console.error(`churn: ${complaint}`);
  if (left.length > 0) console.error(`churn: ${left.join(" and ")} grew`);
  return complaint === undefined && left.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  Deno.exit(
    await main().catch((error: Error) => {
      console.error(`churn: ${error.message}`);
      return error instanceof UsageError ? 2 : 1;
    }),
  );
}
