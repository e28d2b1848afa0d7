import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import {
  type KnownOptions,
  parseArguments,
} from "../../lib/options/arguments.ts";

const KNOWN: KnownOptions = {
  values: ["out-dir"],
  flags: ["help"],
  operands: "directory",
};

Deno.test("behind -- there are operands only, spelled as they are", () => {
  const { operands, flags, values } = parseArguments(
    ["--out_dir=x", "a_b", "--", "--help", "--my_run=1", "--"],
    KNOWN,
  );
  assertEquals(operands, ["a_b", "--help", "--my_run=1", "--"]);
  assertEquals([...flags], []);
  assertEquals([...values], [["out-dir", "x"]]);
});

Deno.test("an operand that looks like an option is refused with a way out", () => {
  const refused = (word: string, complaint: string, known = KNOWN) =>
    assertThrows(
      () => parseArguments([word], known),
      UsageError,
      complaint,
    );
  refused(
    "--my_run",
    'unknown option "--my-run"; --help has all options; a directory of that ' +
      "name is ./--my_run",
  );
  refused("-x", "; a directory of that name is ./-x");
  const near = refused("--outdir=x", 'did you mean "--out-dir"?');
  assertEquals(near.message.includes("./"), false);
  const { operands: _, ...none } = KNOWN;
  const plain = refused("--my-run", "; --help has all options", none);
  assertEquals(plain.message.includes("./"), false);
});
