import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  parameterLabel,
  settingText,
} from "../../../lib/model/parameters/labels.ts";
import {
  DESCRIPTIONS,
  PARAMETER_NAMES,
} from "../../../lib/model/parameters/params.ts";

/** What a label without a unit counts. */
const COUNTED = /^iodepth$|workers|reads|messages|SQEs|CQEs/;

Deno.test("every parameter that can be an axis has a label in words", () => {
  for (const name of PARAMETER_NAMES) {
    const { label } = parameterLabel(name);
    // "think-touch-every" is what is typed, thinkTouchEvery what is recorded.
    assert(!/[a-z][A-Z]/.test(label), `${name}: ${label}`);
    assert(
      !/[a-z]-[a-z]/.test(label.replace("io-wq", "")),
      `${name}: ${label}`,
    );
    assert(!/\((us|s|µs)\)/.test(label), `${name}: the unit stands by itself`);
  }
});

Deno.test("every number that can be an axis has a unit, or says what it counts", () => {
  for (const name of PARAMETER_NAMES) {
    const { kind } = DESCRIPTIONS[name].domain;
    const { label, unit } = parameterLabel(name);
    switch (kind) {
      case "microseconds":
        assertEquals(unit, "us", name);
        break;
      case "bytes":
        assertEquals(unit, "bytes", name);
        break;
      case "integer":
        if (unit === "") assertMatch(label, COUNTED, name);
        break;
      default:
        assertEquals(unit, "", name);
    }
  }
});

Deno.test("settingText() is what an option takes, with its unit", () => {
  assertEquals(settingText("thinkTouchEvery", 20), "think-touch-every 20 us");
  assertEquals(settingText("iodepth", 4), "iodepth 4");
  assertEquals(settingText("busy", false), "busy off");
});
