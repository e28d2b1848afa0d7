/**
 * All tests: `deno task test`. Rooms whose tests touch no ring, no disk and no
 * process of their own run side by side, which saves a minute on two CPUs; the
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

/** Runs `deno test` with these arguments: its status. */
async function test(...args: readonly string[]): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", ...args],
  }).spawn().status;
  return code;
}

const folders = [...Deno.readDirSync(TESTS)]
  .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
for (const room of SIDE_BY_SIDE) {
  if (!folders.includes(room)) throw new Error(`there is no tests/${room}`);
}
const paths = (rooms: readonly string[]) =>
  rooms.map((room) => `${TESTS}${room}`);
const alone = folders.filter((room) => !SIDE_BY_SIDE.includes(room));
const first = await test("--parallel", ...paths(SIDE_BY_SIDE));
const second = await test("--permit-no-files", ...paths(alone));
Deno.exit(first || second);
