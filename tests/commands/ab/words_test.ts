import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UsageError } from "../../../lib/base/errors.ts";
import { splitWords } from "../../../lib/commands/ab/words.ts";

Deno.test("a command is split as a shell does", () => {
  for (
    const [command, words] of [
      ["fio --name=a", ["fio", "--name=a"]],
      ["  a\t b\n", ["a", "b"]],
      [`a 'b  c' "d \\"e\\" $f" g\\ h`, ["a", "b  c", 'd "e" $f', "g h"]],
      [`a --x='1 2'3 ''`, ["a", "--x=1 23", ""]],
      [`a "\\n\\$"`, ["a", "\\n$"]],
    ] as const
  ) {
    assertEquals(splitWords(command), [...words], command);
  }
});

Deno.test("what is no command is refused", () => {
  for (const command of ["", "  ", "''", `a "b`, "a 'b", "a \\"]) {
    assertThrows(() => splitWords(command), UsageError, undefined, command);
  }
});

Deno.test("words in quotes are themselves, whatever they hold", () => {
  fc.assert(fc.property(
    fc.array(fc.string(), { minLength: 1 }).filter(([first]) => first !== ""),
    (words) => {
      const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
        .join(" ");
      assertEquals([...splitWords(quoted)], words);
    },
  ));
});
