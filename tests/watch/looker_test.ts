import { assert, assertEquals } from "@std/assert";
import type { SystemFiles } from "../../lib/host/system.ts";
import { Looker } from "../../lib/watch/looker.ts";
import { withTree } from "../host/tree.ts";
import { fdinfo } from "./looks.ts";

/** Process 7, whose ring 3 completed what `state` says, or is not there yet. */
function withRing(
  state: { completed: number | undefined; isMade: boolean },
  use: (files: SystemFiles) => void,
): void {
  withTree({
    "/proc/7/comm": "db",
    "/proc/7/fd/3": { link: "/anon_inode:[io_uring]" },
  }, (files) => {
    use({
      ...files,
      list: (path) =>
        path === "/proc/7/fd" && !state.isMade ? [] : files.list(path),
      link: (path) =>
        path === "/proc/7/fd/3" ? "anon_inode:[io_uring]" : files.link(path),
      read: (path) =>
        path === "/proc/7/fdinfo/3"
          ? fdinfo(state.completed)
          : files.read(path),
    });
  });
}

Deno.test("Looker adds up what looks saw, a locked ring's at the next one", () => {
  const state = { completed: 100 as number | undefined, isMade: true };
  let ns = 0n;
  withRing(state, (files) => {
    const looker = new Looker(files, [7], () => ns);
    for (const completed of [110, undefined, 130]) {
      state.completed = completed;
      ns += 1_000_000_000n;
      assertEquals(looker.look([7]), 1);
    }
    const [process, ...others] = looker.take().processes;
    assertEquals(others, []);
    assertEquals([process?.seconds, process?.rings.length], [3, 1]);
    assertEquals(process?.rings[0]?.completions, 30);
    assertEquals(looker.take(), { processes: [], ringless: [] });
  });
});

Deno.test("a process begins for Looker with its first ring", () => {
  const state = { completed: 5, isMade: false };
  let ns = 0n;
  withRing(state, (files) => {
    const looker = new Looker(files, [7], () => ns);
    ns += 1_000_000_000n;
    looker.look([7]);
    state.isMade = true;
    ns += 1_000_000_000n;
    looker.look([7]);
    const { processes, ringless } = looker.take();
    assertEquals(processes.map(({ seconds }) => seconds), [1]);
    assertEquals(ringless.map(({ seconds }) => seconds), [1]);
  });
});

Deno.test("Looker waits longer where a look takes long", () => {
  withRing({ completed: 1, isMade: true }, (files) => {
    let ns = 0n;
    let took = 1_000_000n;
    const looker = new Looker(files, [7], () => ns += took);
    looker.look([7]);
    const soon = looker.waitSeconds;
    took = 1_000_000_000n;
    looker.look([7]);
    assert(looker.waitSeconds >= 20 && soon <= 0.1, `${looker.waitSeconds}`);
  });
});
