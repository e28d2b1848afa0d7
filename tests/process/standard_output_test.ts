import { assertEquals, assertThrows } from "@std/assert";
import { RunError } from "../../lib/base/errors.ts";
import { type Output, printer } from "../../lib/process/standard_output.ts";

/** An output that takes `most` bytes at a time. */
function output(isTerminal: boolean, most = Infinity) {
  const fake: Output & { text: string } = {
    text: "",
    isTerminal,
    columns: 10,
    write(bytes) {
      const some = bytes.subarray(0, most);
      fake.text += new TextDecoder().decode(some);
      return some.length;
    },
  };
  return fake;
}

function failing(error: Error): Output {
  return {
    ...output(false),
    write() {
      throw error;
    },
  };
}

Deno.test("a terminal breaks text between words, and data not at all", () => {
  const tty = output(true);
  printer(tty)("one two three\n");
  assertEquals(tty.text, "one two\n  three\n");
  tty.text = "";
  printer(tty)("one two three\n", "data");
  assertEquals(tty.text, "one two three\n");
});

Deno.test("a pipe gets lines as they are", () => {
  const pipe = output(false);
  printer(pipe)("one two three\nfour\n");
  assertEquals(pipe.text, "one two three\nfour\n");
});

Deno.test("a terminal is given nothing that it would obey", () => {
  const tty = output(false);
  printer(tty)("a\x1b[2Jb\n");
  assertEquals(tty.text, "a?[2Jb\n");
});

Deno.test("what does not fit at once is written in parts", () => {
  const narrow = output(false, 3);
  printer(narrow)("one two three\n");
  assertEquals(narrow.text, "one two three\n");
});

Deno.test("a pipe that is full is tried again", () => {
  const pipe = output(false);
  let full = 2;
  printer({
    ...pipe,
    write(bytes) {
      if (full-- > 0) throw new Deno.errors.WouldBlock("try again");
      return pipe.write(bytes);
    },
  })("late\n");
  assertEquals(pipe.text, "late\n");
});

Deno.test("a reader that has gone is no error, a full disk is", () => {
  printer(failing(new Deno.errors.BrokenPipe("gone")))("lost\n");
  printer(failing(Object.assign(new Error("i/o error"), { code: "EIO" })))(
    "lost\n",
  );
  assertThrows(
    () => printer(failing(new Error("no space left")))("lost\n"),
    RunError,
    "cannot write output: no space left",
  );
});
