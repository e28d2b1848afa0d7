import { assert } from "@std/assert";

const NATIVE = new URL("../../../c/", import.meta.url).pathname;

/** The program of c/tests of this name, built. */
export async function built(name: string): Promise<string> {
  const { success, stderr } = await new Deno.Command("make", {
    args: ["-s", "-C", NATIVE, `build/${name}`],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return `${NATIVE}build/${name}`;
}

/** c/tests/counted.c: rings that do exactly what they say. */
export interface Counted extends AsyncDisposable {
  /** Of the process that was started: that of `before`, where there is one. */
  readonly pid: number;
  /** Lets it do what it was started for, and brings what it says of that. */
  go(): Promise<string>;
  /** Tells it to go on, which ends a load, without waiting for its words. */
  start(): Promise<void>;
  /** The next line that it says. */
  line(): Promise<string>;
  kill(): void;
}

/** Starts it, behind these words, and waits until its rings are there. */
export async function startCounted(
  words: readonly string[],
  before: readonly string[] = [],
): Promise<Counted> {
  const [program = "", ...args] = [...before, await built("counted"), ...words];
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const writer = child.stdin.getWriter();
  let rest = "";
  const line = async () => {
    for (;;) {
      const end = rest.indexOf("\n");
      if (end >= 0) {
        const said = rest.slice(0, end);
        rest = rest.slice(end + 1);
        return said;
      }
      const { value, done } = await reader.read();
      assert(!done, `counted ${words.join(" ")} has ended: ${rest}`);
      rest += value;
    }
  };
  const start = () => writer.write(new TextEncoder().encode("go\n"));
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  const counted: Counted = {
    pid: child.pid,
    start,
    line,
    kill,
    async go() {
      await start();
      return await line();
    },
    async [Symbol.asyncDispose]() {
      kill();
      await writer.abort().catch(() => {});
      await reader.cancel();
      await child.status;
    },
  };
  const said = await line();
  assert(said === "ready", said);
  return counted;
}
