/**
 * Traces with the single file in a Debian as debootstrap makes it, which has no
 * clang, no libbpf, no bpftrace and no Deno:
 *
 *     deno task bare
 *
 * A task of its own, as the Debian is 200 MB and takes a minute or two; it stays
 * in the cache. Ends with 0 if every cell was traced, else with 1.
 */
import { compile } from "./acceptance.ts";
import { readCsv } from "../lab/products.ts";

const CACHE = Deno.env.get("XDG_CACHE_HOME") ||
  `${Deno.env.get("HOME")}/.cache`;
const ROOT = `${CACHE}/uringlab/bare`;

/** The home of who tries it there. */
const HOME = "/trial";

/** What nobody needs who has the single file. */
const ABSENT = ["deno", "clang", "cc", "bpftrace", "bpftool", "make"];

function say(text: string) {
  console.error(`bare: ${text}`);
}

/** Runs a program; its output goes to standard error. */
async function isDone(program: string, ...args: string[]): Promise<boolean> {
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for await (const bytes of child.stdout) Deno.stderr.writeSync(bytes);
  return (await child.status).success;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Makes the Debian of this machine's version where it is not there yet. */
async function makeRoot(): Promise<void> {
  if (exists(`${ROOT}/etc/os-release`)) return;
  const release = Deno.readTextFileSync("/etc/os-release");
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(release)?.[1] ?? "stable";
  const unfinished = `${ROOT}.new`;
  await isDone("rm", "-rf", unfinished);
  Deno.mkdirSync(unfinished, { recursive: true });
  say(`debootstrap --variant=minbase ${codename}`);
  const args = ["--variant=minbase", codename, unfinished];
  if (!await isDone("debootstrap", ...args)) {
    throw new Error("debootstrap failed");
  }
  Deno.renameSync(unfinished, ROOT);
}

/** Runs a command in the root, in namespaces that go with it. */
async function inRoot(...command: string[]) {
  const script = `mount -t proc proc '${ROOT}/proc'
mount -t sysfs -o ro sysfs '${ROOT}/sys'
mount --rbind /dev '${ROOT}/dev'
exec chroot '${ROOT}' env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=${HOME} "$@"`;
  const { code, stdout, stderr } = await new Deno.Command("unshare", {
    args: [
      "--mount",
      "--pid",
      "--fork",
      "sh",
      "-euc",
      script,
      "sh",
      ...command,
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function main(): Promise<number> {
  if (Deno.uid() !== 0) {
    say("needs root");
    return 1;
  }
  try {
    await makeRoot();
  } catch (error) {
    say(
      error instanceof Deno.errors.NotFound
        ? "needs debootstrap: apt-get install debootstrap"
        : (error as Error).message,
    );
    return 1;
  }
  const found = ABSENT.filter((name) =>
    ["bin", "sbin"].some((where) => exists(`${ROOT}/usr/${where}/${name}`))
  );
  if (found.length > 0) {
    say(`${ROOT} is not bare: it has ${found.join(", ")}`);
    return 1;
  }
  const home = `${ROOT}${HOME}`;
  await isDone("rm", "-rf", home);
  Deno.mkdirSync(home);
  await compile("portable", `${home}/uringlab`);
  const doctor = await inRoot(`${HOME}/uringlab`, "doctor");
  console.log(doctor.stdout.trimEnd());
  const run = await inRoot(
    `${HOME}/uringlab`,
    ...["exp7", "--trace", "--preset=quick", "--workers=4", "--busy=off"],
    ...["--iodepth=1,8", "--runtime=200ms", "--trace-runtime=200ms"],
    ...["--cpus=0", "--size=4m", `--out=${HOME}/out`],
  );
  console.log(run.stdout.trimEnd());
  if (run.code !== 0) {
    say(`exp7 --trace ended with ${run.code}: ${run.stderr.trim()}`);
    return 1;
  }
  const cells = readCsv(Deno.readTextFileSync(`${home}/out/trace.csv`));
  const wrong = cells.filter(({ status, completions, task_work_runs }) =>
    status !== "ok" || !(Number(completions) > 0 && Number(task_work_runs) > 0)
  );
  const packages = Deno.readTextFileSync(`${ROOT}/var/lib/dpkg/status`)
    .match(/^Package: /gm)?.length ?? 0;
  say(
    `traced ${
      cells.length - wrong.length
    } of ${cells.length} runs of cells in ` +
      `a Debian of ${packages} packages, without ${ABSENT.join(", ")}`,
  );
  return cells.length > 0 && wrong.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
