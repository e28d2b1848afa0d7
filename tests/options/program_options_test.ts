import { assertEquals } from "@std/assert";
import { withoutTelling } from "../../lib/options/program_options.ts";

Deno.test("withoutTelling() takes --quiet and --verbose from anywhere", () => {
  assertEquals(withoutTelling(["-q", "exp7", "--size", "1m"]), {
    words: ["exp7", "--size", "1m"],
    telling: "quiet",
  });
  assertEquals(withoutTelling(["exp7", "--quiet", "run.json", "-v"]), {
    words: ["exp7", "run.json"],
    telling: "verbose",
  });
  assertEquals(withoutTelling(["exp7"]).telling, "usual");
});

Deno.test("withoutTelling() leaves the words of another program", () => {
  const args = ["watch", "--", "server", "-q", "--verbose"];
  assertEquals(withoutTelling(args), { words: args, telling: "usual" });
});
