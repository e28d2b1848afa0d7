import { assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml/parse";
import * as v from "valibot";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { temporaryDirectory } from "../program/program.ts";
import { isMissing } from "../shells/programs.ts";

const FOLDER = new URL("../../experiments/machines/", import.meta.url).pathname;

const SCRIPTS = { "parallel.sh": ["sh", "dash"], "slurm.sh": ["bash"] };

function output(program: string, args: string[], env = {}, cwd = "/") {
  const { code, stdout, stderr } = new Deno.Command(program, {
    args,
    env,
    cwd,
    stdin: "null",
  }).outputSync();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("shells can read the scripts", () => {
  for (const [script, shells] of Object.entries(SCRIPTS)) {
    for (const shell of shells) {
      const { code, stderr } = output(shell, ["-n", FOLDER + script]);
      assertEquals([code, stderr], [0, ""], `${shell} ${script}`);
    }
  }
});

Deno.test({
  name: "ShellCheck finds nothing in the scripts",
  ignore: isMissing("shellcheck"),
  fn: () => {
    const paths = Object.keys(SCRIPTS).map((script) => FOLDER + script);
    assertEquals(output("shellcheck", paths).stdout, "");
  },
});

Deno.test("wrong usage of parallel.sh is told in one line, with status 2", () => {
  using room = temporaryDirectory();
  const wrong = (words: string[], message: RegExp) => {
    const { code, stdout, stderr } = output(
      "sh",
      [FOLDER + "parallel.sh", "--program", "/bin/true", ...words],
      {},
      room.path,
    );
    assertEquals([code, stdout], [2, ""], stderr);
    assertMatch(stderr, /^machines: .*\n$/);
    // Without GNU parallel that is all that it says.
    if (!stderr.includes("needs GNU parallel")) assertMatch(stderr, message);
  };
  wrong([], /name hosts/);
  wrong(["--hosts"], /--hosts needs a value/);
  wrong(["--hosts", "a"], /name an experiment/);
  wrong(["--host", "a"], /unknown option --host/);
  wrong(["--hosts", "a,a", "exp7"], /a is named twice/);
  wrong(["--hosts", "a,-oProxyCommand=x", "exp7"], /is no name of a host/);
  wrong(["--hosts", "../a", "exp7"], /is no name of a host/);
  wrong(["--hosts", "a", "exp7", "--out=x"], /says where the results are/);
  wrong(["--hosts", "a", "--jobs", "x", "exp7"], /x is not a number/);
  wrong(["--program", "/nowhere", "--hosts", "a", "exp7"], /\/nowhere is not/);
  wrong(["--resume"], /no earlier call/);
  wrong(["--resume", "exp7"], /leave them out/);
  assertEquals([...Deno.readDirSync(room.path)], []);
});

/** A program that says how it was called, and leaves results. */
function makeProgram(path: string, status: number): void {
  Deno.writeTextFileSync(
    path,
    '#!/bin/sh\necho "$@"\nfor out; do :; done\n' +
      `mkdir -p "$out" && : >"$out/results.csv"\nexit ${status}\n`,
  );
  Deno.chmodSync(path, 0o755);
}

Deno.test("slurm.sh measures a node, goes on with it, and leaves it when it is done", () => {
  using room = temporaryDirectory();
  const program = `${room.path}/program`;
  const env = { SLURMD_NODENAME: "n1", URINGLAB: program };
  const job = (...words: string[]) =>
    output("bash", [`${FOLDER}slurm.sh`, ...words], env, room.path);
  makeProgram(program, 1);
  const first = job("exp7", "--preset", "quick");
  assertEquals(
    [first.code, first.stdout],
    [1, "exp7 --preset quick --out results/n1\n"],
    first.stderr,
  );
  makeProgram(program, 0);
  const second = job("exp7", "--preset", "quick");
  assertEquals(
    [second.code, second.stdout],
    [0, "exp7 --resume results/n1\n"],
    second.stderr,
  );
  const third = job("exp7", "--preset", "quick");
  assertEquals([third.code, third.stdout], [0, ""]);
  assertMatch(third.stderr, /^slurm: n1 is done: .* results\/n1\n$/);
  assertEquals(job().code, 2);
});

const mount = v.object({ name: v.string(), mountPath: v.string() });
const job = v.object({
  apiVersion: v.literal("batch/v1"),
  kind: v.literal("Job"),
  metadata: v.object({ name: v.string() }),
  spec: v.object({
    completions: v.number(),
    parallelism: v.number(),
    completionMode: v.literal("Indexed"),
    template: v.object({
      metadata: v.object({ labels: v.record(v.string(), v.string()) }),
      spec: v.object({
        restartPolicy: v.picklist(["OnFailure", "Never"]),
        affinity: v.object({
          podAntiAffinity: v.object({
            requiredDuringSchedulingIgnoredDuringExecution: v.tuple([
              v.object({
                topologyKey: v.literal("kubernetes.io/hostname"),
                labelSelector: v.object({
                  matchLabels: v.record(v.string(), v.string()),
                }),
              }),
            ]),
          }),
        }),
        containers: v.tuple([v.object({
          name: v.string(),
          image: v.string(),
          command: v.array(v.string()),
          args: v.array(v.string()),
          securityContext: v.object({
            capabilities: v.object({ add: v.array(v.string()) }),
            seccompProfile: v.object({ type: v.string() }),
          }),
          resources: v.object({
            requests: v.record(v.string(), v.string()),
            limits: v.record(v.string(), v.string()),
          }),
          volumeMounts: v.array(mount),
        })]),
        volumes: v.array(v.object({ name: v.string() })),
      }),
    }),
  }),
});

/** The manifest, which is a Job with one container. */
function manifest() {
  const text = Deno.readTextFileSync(`${FOLDER}kubernetes.yaml`);
  const { spec } = v.parse(job, parse(text));
  const { template } = spec;
  const [container] = template.spec.containers;
  return { spec, template, container };
}

Deno.test("the manifest is a Job with a pod per node", () => {
  const { spec, template, container } = manifest();
  assertEquals(spec.completions, spec.parallelism);
  // The pods of this job keep away from each other.
  const [rule] = template.spec.affinity.podAntiAffinity
    .requiredDuringSchedulingIgnoredDuringExecution;
  assertEquals(rule.labelSelector.matchLabels, template.metadata.labels);
  assertEquals(container.securityContext, {
    capabilities: { add: ["BPF", "PERFMON", "SYSLOG"] },
    seccompProfile: { type: "Unconfined" },
  });
  // Else no CPU is the pod's alone.
  assertEquals(container.resources.requests, container.resources.limits);
  assertEquals(
    container.volumeMounts.map(({ name }) => name),
    template.spec.volumes.map(({ name }) => name),
  );
});

Deno.test("the manifest's script measures, and goes on in a pod that is started again", () => {
  using room = temporaryDirectory();
  const { container } = manifest();
  const [shell = "", ...options] = container.command;
  const [script = "", zero = "", ...words] = container.args;
  parseOptions(words.slice(1));
  makeProgram(`${room.path}/uringlab`, 0);
  const moved = script.replaceAll("/var/lib/uringlab", room.path);
  const pod = () =>
    output(shell, [...options, moved, zero, ...words], {
      NODE: "n1",
      PATH: `${room.path}:${Deno.env.get("PATH")}`,
    });
  const results = `${room.path}/results/n1`;
  const [first, second] = [pod(), pod()];
  assertEquals(
    [first.code, first.stdout, first.stderr],
    [0, `${words.join(" ")} --out ${results}\n`, ""],
  );
  assertEquals(
    [second.code, second.stdout],
    [0, `exp7 --resume ${results}\n`],
  );
});
