import { helloLine, snapshotLine } from "./capture/lines.ts";

/** What a fake tracer does; the words are those of a shell. */
export interface FakeOptions {
  /** Before it greets; `$runs` is how often it was started. */
  first?: string;
  greeting?: string;
  onWindow?: string;
  onSnapshot?: string;
  /** What it answers to "snapshot", one after the other. */
  snapshots?: readonly string[];
}

/** A shell script that stands in for the tracer. */
export interface FakeTracer extends Disposable {
  readonly command: readonly [string];
  /** How often it was started. */
  started(): number;
  /** Start and end of the windows that were set. */
  windows(): string[];
  /** Whether one of them is still there. */
  left(): boolean;
}

function linesOf(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").filter((line) => line);
  } catch {
    return [];
  }
}

function isThere(pid: string): boolean {
  try {
    return !/\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

/** Makes one, which greets and answers every question unless told otherwise. */
export function fakeTracer(
  {
    first = "",
    greeting = helloLine(),
    onWindow = "",
    onSnapshot = "",
    snapshots = [snapshotLine()],
  }: FakeOptions = {},
): FakeTracer {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-test-" });
  const program = `${path}/tracer`;
  Deno.writeTextFileSync(`${path}/hello`, `${greeting}\n`);
  for (const [i, snapshot] of snapshots.entries()) {
    Deno.writeTextFileSync(`${path}/snapshot.${i + 1}`, `${snapshot}\n`);
  }
  Deno.writeTextFileSync(
    program,
    `#!/bin/sh
echo $$ >>'${path}/pids'
runs=$(wc -l <'${path}/pids')
${first}
cat '${path}/hello'
n=0
while read -r word start end; do
  case $word in
  window)
    ${onWindow}
    echo "$start $end" >>'${path}/windows'
    echo "{\\"type\\":\\"window\\",\\"startNs\\":\\"$start\\",\\"endNs\\":\\"$end\\"}"
    ;;
  add)
    echo "{\\"type\\":\\"added\\",\\"pid\\":$start,\\"found\\":true}"
    ;;
  snapshot)
    ${onSnapshot}
    [ $n -ge ${snapshots.length} ] || n=$((n + 1))
    cat "${path}/snapshot.$n"
    ;;
  esac
done
`,
    { mode: 0o755 },
  );
  return {
    command: [program],
    started: () => linesOf(`${path}/pids`).length,
    windows: () => linesOf(`${path}/windows`),
    left: () => linesOf(`${path}/pids`).some(isThere),
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
