/**
 * All tests: `deno task test`, and with `--c` those of C too. What measures
 * nothing runs side by side: rooms whose tests touch no ring, no disk and no
 * process of their own, the emulated machines, of which nothing may be asked
 * that is punctual, and the tests of C, which sleep for half of their time. The
 * others measure the machine, and so have it to themselves, one after the
 * other. Ends with the status of the first that fails.
 */

const TESTS = new URL(".", import.meta.url).pathname;

/** They have everything outside by fakes, files and made-up rows. */
const SIDE_BY_SIDE = [
  "arch",
  "base",
  "chart",
  "export",
  "files",
  "fuzz",
  "hostile",
  "host",
  "model",
  "options",
  "process",
  "report",
  "rooms",
  "session",
  "setup",
  "stats",
];

/** The room of the emulated machines, and the longest of its tests. */
const LAB = "lab";
const LAB_MACHINE = `${TESTS}${LAB}/lab_test.ts`;

/** So many at once: each alone leaves a part of two CPUs idle. */
const AT_ONCE = 2;

/** A program and its words. */
type Command = readonly [string, ...string[]];

/** `deno test` with these arguments. */
const test = (...args: readonly string[]): Command => [
  Deno.execPath(),
  "test",
  "-A",
  ...args,
];

/** Runs a command, which says what it has to say as it comes: its status. */
async function run([program, ...args]: Command): Promise<number> {
  const { code } = await new Deno.Command(program, { args }).spawn().status;
  return code;
}

/** Runs a command, and says all of it when it has ended: its status. */
async function runQuietly([program, ...args]: Command): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args })
    .output();
  for (const text of [stdout, stderr]) {
    for (let done = 0; done < text.length;) {
      done += Deno.stdout.writeSync(text.subarray(done));
    }
  }
  return code;
}

/** Runs all of them, some at once: the status of the first that fails. */
async function runAll(commands: readonly Command[]): Promise<number> {
  const waiting = [...commands];
  let status = 0;
  const next = async () => {
    for (let command; (command = waiting.shift());) {
      const code = await runQuietly(command);
      status ||= code;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return status;
}

const folders = [...Deno.readDirSync(TESTS)]
  .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
for (const room of [...SIDE_BY_SIDE, LAB]) {
  if (!folders.includes(room)) throw new Error(`there is no tests/${room}`);
}
const paths = (rooms: readonly string[]) =>
  rooms.map((room) => `${TESTS}${room}`);
const alone = folders.filter((room) =>
  room !== LAB && !SIDE_BY_SIDE.includes(room)
);
const first = await runAll([
  test(LAB_MACHINE),
  ...Deno.args.includes("--c")
    ? [[Deno.execPath(), "task", "c-test"] as const]
    : [],
  test(`--ignore=${LAB_MACHINE}`, `${TESTS}${LAB}`),
  test("--parallel", ...paths(SIDE_BY_SIDE)),
]);
const second = await run(test("--permit-no-files", ...paths(alone)));
Deno.exit(first || second);
