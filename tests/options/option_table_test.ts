import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { optionEntries } from "../../lib/options/help_text.ts";
import {
  flag,
  HELP,
  option,
  parseTable,
  usually,
} from "../../lib/options/option_table.ts";
import { integer, text } from "../../lib/options/values.ts";

const TABLE = {
  pairs: usually("5", option("N", "how many", integer(1, 9))),
  out: option("DIR", "where to", text, "output"),
  json: flag("as data"),
  help: HELP,
};

Deno.test("a table reads what is given, and what is usual where it is not", () => {
  assertEquals(parseTable([], TABLE), {
    options: { pairs: 5, json: false, help: false },
    operands: [],
  });
  assertEquals(parseTable(["--pairs=7", "--output=x", "--json"], TABLE), {
    options: { pairs: 7, out: "x", json: true, help: false },
    operands: [],
  });
  assertEquals(parseTable(["-h"], TABLE).options.help, true);
  assertEquals(parseTable(["a", "b"], TABLE, "file").operands, ["a", "b"]);
});

Deno.test("a table refuses what it does not know", () => {
  for (
    const [word, complaint] of [
      ["--pears=7", 'unknown option "--pears"; did you mean "--pairs"?'],
      ["--pairs=10", '--pairs: "10" is not a whole number from 1 to 9'],
      ["--json=yes", "--json takes no value"],
      ["stray", 'unexpected argument "stray"'],
    ] as const
  ) {
    assertThrows(() => parseTable([word], TABLE), UsageError, complaint);
  }
});

Deno.test("a table is explained in its order, with what is usual", () => {
  assertEquals(
    optionEntries(TABLE),
    [
      "  --pairs N               how many [5]",
      "  --out DIR               where to",
      "  --json                  as data",
      "  --help                  print this; -h prints what matters most",
    ].join("\n"),
  );
});
