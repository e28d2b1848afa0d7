import { assertEquals, assertThrows } from "@std/assert";
import { Products, stepAt } from "./products.ts";

const LAB = new URL("./", import.meta.url).pathname;

/** What is told of the step that does. */
const HUNG = "slow: hung: no end within 0.2 s; it was ended; " +
  "it had said last: iodepth 8";

/** Runs lines of a script with step.sh, as the machine does. */
function runSteps(out: string, lines: string) {
  const { code, stdout } = new Deno.Command("sh", {
    args: ["-c", `. ${LAB}step.sh\n${lines}\nexit "$failed"`],
    env: { LAB_OUT: out },
  }).outputSync();
  return { status: code, said: new TextDecoder().decode(stdout) };
}

Deno.test("a step that hangs is ended, told by name and time, and the next is run", () => {
  const out = Deno.makeTempDirSync();
  try {
    const products = new Products(out);
    assertEquals(
      stepAt(products),
      "no step of the script had begun",
    );
    assertEquals(
      runSteps(
        out,
        `step slow 0.2 sh -c 'echo iodepth 8 >&2; exec sleep 60'
step next 60 echo fine`,
      ),
      { status: 1, said: `slow: 124\n${HUNG}\nnext: 0\n` },
    );
    const error = assertThrows(() => products.step("slow"));
    assertEquals(
      (error as Error).message.split("\n")[0],
      HUNG,
    );
    assertEquals(products.step("next"), { stdout: "fine\n", stderr: "" });
    // As it would be, had the machine been turned off then.
    assertEquals(
      stepAt(products),
      "it was in the step next, which had said last: fine",
    );
  } finally {
    Deno.removeSync(out, { recursive: true });
  }
});
