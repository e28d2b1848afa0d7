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
import { grown, type Reading } from "./growth.ts";
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
modes, epoll and threads that block; what of these the kernel refuses is said
and left out. Says every ten seconds what there is of
descriptors, threads, memory and sockets, and of the kernel's objects where root
may see them (those are the whole machine's, and not judged). Memory is judged
by what is in use when all garbage has been collected.

  --minutes N        how long; default: 10
  --sanitize address with ASan, UBSan and LeakSanitizer, in a process without
                     Deno, of which memory is not judged by its size
  --sanitize thread  with ThreadSanitizer, likewise
  --plant memory|trickle|mapping|descriptor|race|refusal
                     leaves that behind, to see that it is found; a trickle is
                     memory of 64 bytes for each connection, and a race only
                     --sanitize thread can find; a refusal is none of these, but
                     a kernel without rings of provided buffers, for --recv
                     multishot and bundle, as before Linux 5.19

Status: 0 nothing grew, 1 something did, 2 wrong usage.
`;

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
      "--v8-flags=--expose-gc",
      import.meta.url,
      ...Deno.args,
    ],
    env: { ...env, [INSIDE]: "1" },
  }).spawn().status;
  return code;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function text({ connections, belongings: now, memory }: Reading): string {
  const kernel = slabs();
  return `${connections} connections, ${now.descriptors} descriptors, ` +
    `${now.threads} threads, ${mebibytes(now.resident)} resident, ` +
    (memory === undefined ? "" : `${mebibytes(memory.kept)} in use, `) +
    `${now.sockets} sockets, ${now.orphans} orphans, ${now.timeWait} in ` +
    "TIME_WAIT" + (kernel === undefined ? "" : `; slabs: ${kernel}`);
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
): Promise<string[]> {
  let connections = 0;
  const say = async (now: Belongings) => {
    const memory = await churner.memory();
    const reading: Reading = { connections, belongings: now, memory };
    console.log(text(reading));
    return reading;
  };
  for (let i = 0; i < WARM_UP; i++) connections += await churner.round();
  const first = await say(await settled(churner.pid));
  const end = performance.now() + milliseconds;
  let line = performance.now() + LINE_MS;
  do {
    connections += await churner.round();
    if (performance.now() < line) continue;
    line += LINE_MS;
    await say(belongings(churner.pid));
  } while (performance.now() < end);
  return grown(first, await say(await settled(churner.pid)));
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
  const say = (text: string) => console.error(`churn: ${text}`);
  const churner = sanitize
    ? await churnUnder(sanitize, plant, say)
    : await churnHere(say);
  const left = await churn(churner, minutes * 60_000);
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
