import { assert, assertMatch } from "@std/assert";
import { STEPS, stepText } from "../../../lib/model/measurement/steps.ts";

const C = new URL("../../../c/", import.meta.url);

/** All that the library is made of. */
const SOURCE = [...Deno.readDirSync(C)].filter(({ name }) =>
  name.endsWith(".c")
).map(({ name }) => Deno.readTextFileSync(new URL(name, C))).join("\n");

/** Steps whose text is one word that is no call. */
const WORDS = ["drain", "parameters", "seccomp"];

Deno.test("a step that is told as a call is told as one that the library makes", () => {
  for (const step of STEPS) {
    const text = stepText(step);
    if (!/^[a-z_0-9]+$/.test(text) || WORDS.includes(text)) continue;
    // By its number where glibc has no function for it, or not everywhere.
    assertMatch(
      SOURCE,
      new RegExp(`\\b(SYS_)?${text}[(,]`),
      `${step}: nothing calls ${text}`,
    );
  }
});

Deno.test("a step names all calls that it may be", () => {
  assert(stepText("memlock") === "mlock2");
  for (const call of ["statx", "fstatfs", "ioctl"]) {
    assert(stepText("stat").includes(call), call);
  }
});
