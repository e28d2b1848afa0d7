/** A kernel that is told to refuse io_uring: kernel.io_uring_disabled. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type Outcome,
  readRows,
  run,
  SHORT,
  temporaryDirectory,
} from "../program/program.ts";

const SETTING = "/proc/sys/kernel/io_uring_disabled";

function whyNot(): string | undefined {
  if (Deno.uid() !== 0) return "not root";
  // It is a setting of the whole machine, if only for a moment.
  if (Deno.env.get("CI") !== "true") return "CI=true lets it change a setting";
  try {
    Deno.statSync(SETTING);
  } catch {
    return "Linux 6.6 has the setting";
  }
  return undefined;
}

const obstacle = whyNot();

/** Words that forbid io_uring while a command runs, and allow it again. */
function whileItIs(value: number): string[] {
  const script = `was=$(cat ${SETTING})
    trap 'echo "$was" >${SETTING}' EXIT
    trap 'exit 1' HUP INT TERM
    echo ${value} >${SETTING} && "$@"`;
  return ["sh", "-c", script, "sh"];
}

const NO_ADMIN = ["setpriv", "--bounding-set=-sys_admin"];

async function short(
  before: string[],
  judge: (ended: Outcome, directory: string) => void,
): Promise<void> {
  using directory = temporaryDirectory();
  const ended = await run([...SHORT, "--out=out"], {
    cwd: directory.path,
    env: { XDG_CACHE_HOME: directory.path },
    before,
  });
  judge(ended, directory.path);
}

function assertRefused(why: RegExp) {
  return ({ status, stderr }: Outcome, directory: string) => {
    assertEquals(status, 1, stderr);
    assertMatch(
      stderr,
      /^uringlab: io_uring cannot be used: .*EPERM .*kernel\.io_uring_disabled is .*\n$/,
    );
    assertMatch(stderr, why);
    assertEquals([...Deno.readDirSync(directory)], []);
  };
}

Deno.test({
  name: `io_uring that the kernel is told to refuse fails with the setting${
    obstacle ? ` (not run: ${obstacle})` : ""
  }`,
  ignore: obstacle !== undefined,
  async fn(t) {
    const before = Deno.readTextFileSync(SETTING);
    await t.step(
      "2: to everybody",
      () => short(whileItIs(2), assertRefused(/disabled is 2; `sysctl .*=0`/)),
    );
    await t.step("1: to all but root and a group", () =>
      short(
        [...whileItIs(1), ...NO_ADMIN],
        assertRefused(/disabled is 1; root may use it, so may the group in /),
      ));
    await t.step(
      "1: not to root",
      () =>
        short(whileItIs(1), ({ status, stderr }, directory) => {
          assertEquals(status, 0, stderr);
          const rows = readRows(`${directory}/out`);
          assert(rows.length > 0);
          for (const { status } of rows) assertEquals(status, "ok");
        }),
    );
    assertEquals(Deno.readTextFileSync(SETTING), before);
  },
});
