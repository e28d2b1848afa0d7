/**
 * That churn.ts finds what is left behind, and nothing where none is; and says
 * what it leaves out.
 */
import { assertEquals, assertMatch } from "@std/assert";
import { outcome } from "../program/program.ts";

/** A round is always made. */
const SECONDS = 0.01;

async function churn(...args: string[]) {
  return await outcome(
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        new URL("churn.ts", import.meta.url).pathname,
        `--minutes=${SECONDS / 60}`,
        ...args,
      ],
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
}

/** Whether a network namespace can be made here. */
const CAN = new Deno.Command("unshare", {
  args: [
    ...Deno.uid() === 0 ? [] : ["--user", "--map-root-user"],
    "--net",
    "true",
  ],
  stderr: "null",
}).outputSync().success;

const UNLESS_CAN = CAN ? "" : " (not run: no network namespace can be made)";

/** What is planted, and all that is then complained of. */
const PLANTED = [
  {
    what: "a descriptor that is planted is seen in /proc, and nothing else",
    args: ["--plant=descriptor"],
    complaint: /^churn: descriptors grew\n$/,
  },
  {
    what: "64 bytes for each connection are seen in what is in use, no more",
    args: ["--plant=trickle"],
    complaint: /^churn: memory grew\n$/,
  },
  {
    what: "memory that is planted is seen by LeakSanitizer, and nothing else",
    args: ["--plant=memory", "--sanitize=address"],
    complaint:
      /^churn: =+\n==\d+==ERROR: LeakSanitizer: .*\n\nDirect leak of [^\n]*\n[^\n]*\n *#1 \S+ in leave_behind [^\n]*\n *#2 \S+ in getrusage [^\n]*\n\nSUMMARY: [^\n]*\nit ended with status 1\n$/,
  },
];

for (const { what, args, complaint } of PLANTED) {
  Deno.test({
    name: what + UNLESS_CAN,
    ignore: !CAN,
    async fn() {
      const { status, stdout, stderr } = await churn(...args);
      assertMatch(stderr, complaint);
      assertMatch(stdout, /^\d+ connections, .* 0 in TIME_WAIT/m);
      assertEquals(status, 1);
    },
  });
}

Deno.test({
  name: "what a kernel refuses is said once, and the rest is churned" +
    UNLESS_CAN,
  ignore: !CAN,
  async fn() {
    const { status, stdout, stderr } = await churn(
      "--plant=refusal",
      "--sanitize=address",
    );
    const refused = stderr.trimEnd().split("\n").map((line) =>
      /^churn: left out: recv (\w+), .*: (\w+: EINVAL) \(/.exec(line)
        ?.slice(1) ?? line
    );
    // Of more rounds than one, each over several kinds of sockets.
    assertEquals(
      refused,
      ["multishot", "multishot", "bundle"].map((recv) => [
        recv,
        "IORING_REGISTER_PBUF_RING: EINVAL",
      ]),
    );
    assertMatch(stdout, /^\d{4,} connections, .* 0 in TIME_WAIT/m);
    assertEquals(status, 0);
  },
});
