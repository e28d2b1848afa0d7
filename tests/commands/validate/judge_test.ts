import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  advice,
  judge,
  judgementText,
} from "../../../lib/commands/validate/judge.ts";

function pairs(...ratios: number[]) {
  return ratios.map((ratio, i) => ({
    block: i + 1,
    from: 100,
    to: 100 * ratio,
  }));
}

const LIMIT = 0.05;

Deno.test("judge() calls agreement what lies inside the limits as a whole", () => {
  const found = judge(pairs(1.01, 1.0, 1.02, 0.99, 1.01), LIMIT);
  assertEquals(found.agreement, "agrees");
  assertMatch(
    judgementText(found, LIMIT),
    /^\+0\.6 % \(95 % CI -[01]\.\d % to \+[12]\.\d %\), 5 pairs: agrees within 5 %$/,
  );
});

Deno.test("judge() calls disagreement what lies outside as a whole", () => {
  for (const sign of [1, -1]) {
    const found = judge(
      pairs(...[0.1, 0.11, 0.09, 0.1].map((apart) => 1 + sign * apart)),
      LIMIT,
    );
    assertEquals(found.agreement, "disagrees");
    assertMatch(judgementText(found, LIMIT), /: DISAGREES by more than 5 %$/);
  }
});

Deno.test("judge() is not satisfied with not knowing, and says what would do", () => {
  const found = judge(pairs(0.9, 1.1, 1.02, 0.97, 1.0), LIMIT);
  assertEquals(found.agreement, "not shown");
  const { repeats = 0 } = found;
  assert(repeats > 5 && repeats < 50, `${repeats}`);
  assertMatch(
    judgementText(found, LIMIT),
    new RegExp(
      `NOT SHOWN to agree within 5 %, --repeats ${repeats} would tell$`,
    ),
  );
  assertMatch(
    advice([found, judge(pairs(1, 1, 1.001), LIMIT)], 10)[0] ?? "",
    new RegExp(
      `^1 of 2 are not shown to agree\\. --repeats ${repeats} would tell of 1 `,
    ),
  );
});

Deno.test("judge() has no advice for a ratio at the limit itself", () => {
  const found = judge(pairs(1.05, 1.0499, 1.0501), LIMIT);
  assertEquals([found.agreement, found.repeats], ["not shown", undefined]);
  assertMatch(advice([found], 1)[0] ?? "", /no number of pairs tells/);
});

Deno.test("judge() does not pass two pairs", () => {
  const found = judge(pairs(1, 1), LIMIT);
  assertEquals(found.agreement, "not shown");
  assertMatch(judgementText(found, LIMIT), /no interval: 2 repeats/);
  assertMatch(advice([found], 1)[0] ?? "", /It takes 3 pairs or more/);
});

Deno.test("advice() has nothing to say where all is shown", () => {
  assertEquals(advice([judge(pairs(1, 1, 1), LIMIT)], 1), []);
});
