import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { watch } from "../../../lib/commands/watch/command.ts";
import { parseWatchOptions } from "../../../lib/commands/watch/options.ts";

Deno.test("a process, a name or a command is watched", () => {
  const usual = { seconds: 10, interval: 1, json: false, help: false };
  assertEquals(parseWatchOptions(["--pid=7"]), {
    watched: { pid: 7 },
    ...usual,
  });
  assertEquals(parseWatchOptions(["--name", "fio", "--seconds=0", "--json"]), {
    ...usual,
    watched: { name: "fio" },
    seconds: 0,
    json: true,
  });
  assertEquals(parseWatchOptions(["--interval=500ms", "--", "a", "--pid=3"]), {
    ...usual,
    watched: { command: ["a", "--pid=3"] },
    seconds: 0,
    interval: 0.5,
  });
  assertEquals(
    parseWatchOptions(["--seconds=5", "--", "a", "--", "b"]).watched,
    { command: ["a", "--", "b"] },
  );
});

Deno.test("wrong usage is told in one line", () => {
  const refused = (args: string[], message: string) =>
    assertThrows(() => parseWatchOptions(args), UsageError, message);
  const one = "name one of --pid N, --name COMM and -- COMMAND";
  for (
    const args of [[], ["--"], ["--pid=1", "--name=a"], ["--pid=1", "--", "a"]]
  ) {
    refused(args, one);
  }
  refused(["--pid=0"], "a whole number from 1 to 4194304");
  refused(["--name=a", "b"], 'unexpected argument "b"');
  refused(["--pid=1", "--interval=1ms"], "a time from 0.1 s");
});

Deno.test("--help needs nothing to watch, and fits a terminal", () => {
  assertEquals(parseWatchOptions(["--help"]).help, true);
  for (const line of watch.help().split("\n")) {
    assertEquals(line.length <= 80, true, line);
  }
});
