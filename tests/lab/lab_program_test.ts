import { assertEquals } from "@std/assert";

const LAB = new URL("lab.ts", import.meta.url).pathname;

/** What the program says of such options, and its status. */
function run(...options: string[]) {
  const { code, stderr } = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", LAB, ...options, "--", "true"],
    env: { NO_COLOR: "1" },
  }).outputSync();
  return `${code} ${new TextDecoder().decode(stderr).trimEnd()}`;
}

Deno.test("a topology that cannot be is told in one line", () => {
  assertEquals(
    run("--topology=2x4"),
    '2 lab: --topology: "2x4" is not four numbers as 2x2x2x2',
  );
  assertEquals(
    run("--topology=2x0x2x2"),
    '2 lab: --topology: "0" is not a number of 1 to 64',
  );
  assertEquals(
    run("--topology=8x2x4x2"),
    "2 lab: --topology: more than 64 CPUs",
  );
  assertEquals(
    run("--topology=2x2x2x2", "--cpus=8"),
    "2 lab: --topology says how many CPUs there are, not --cpus",
  );
});
