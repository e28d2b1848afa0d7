import { assertEquals } from "@std/assert";
import { hogCpus, hogsKey } from "../../lib/model/hogs.ts";
import { roundSeconds } from "../../lib/model/parameters/round.ts";
import { params } from "./fixtures.ts";

const ELSEWHERE = params({ busy: "interrupt", busyCpus: [1], busyPerCpu: 8 });

Deno.test("hogs are on the measured CPUs, on others, or nowhere", () => {
  const busyCpus = [1];
  assertEquals(hogCpus(params({ busy: false, busyCpus })), []);
  assertEquals(hogCpus(params({ busy: true, busyCpus })), [2, 3]);
  assertEquals(hogCpus(ELSEWHERE), [1]);
});

Deno.test("cells share hogs that are on the same CPUs, whose workers are elsewhere", () => {
  assertEquals(hogsKey(params()), undefined);
  assertEquals(
    hogsKey({ ...ELSEWHERE, cpus: [0] }),
    hogsKey({ ...ELSEWHERE, cpus: [2] }),
  );
  assertEquals(
    hogsKey(ELSEWHERE) === hogsKey({ ...ELSEWHERE, busy: true }),
    false,
  );
});

Deno.test("workers take turns with hogs on their own CPUs only", () => {
  assertEquals(roundSeconds(ELSEWHERE), 0);
  assertEquals(roundSeconds({ ...ELSEWHERE, busy: true }) > 0, true);
});

Deno.test("cells share a writer whose workers have the same CPUs", () => {
  const beside = params({ writer: true });
  assertEquals(hogsKey(beside), "a writer beside 2,3");
  assertEquals(
    hogsKey({ ...beside, busy: true, busyPerCpu: 4 }),
    "4 on each of 2,3, a writer beside 2,3",
  );
  assertEquals(hogsKey({ ...beside, cpus: [0] }) === hogsKey(beside), false);
});
