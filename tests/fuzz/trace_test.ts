import {
  complaintOf,
  parseEventFormat,
  parseKallsyms,
  parseVersion,
  tracingPrivileges,
} from "../../lib/trace/tier.ts";
import { interpret } from "../../lib/trace/cell_trace.ts";
import { functionRanges } from "../../lib/trace/kallsyms.ts";
import { parseOutput } from "../../lib/trace/output.ts";
import { RECORDED, recordedText } from "../trace/recorded.ts";
import { checkNumbers, fuzz, mistaken } from "./fuzz.ts";

fuzz(
  "what bpftrace prints",
  mistaken(RECORDED.map(recordedText)),
  (text) => {
    const output = parseOutput(text.split("\n"));
    checkNumbers(output);
    checkNumbers(
      interpret(output, { ipis: true, landed: true, callbacks: true }),
    );
  },
);

fuzz(
  "/proc/kallsyms",
  mistaken([
    "ffffffff81000000 T _stext\nffffffff810a0000 T task_work_add\n" +
    "ffffffff810a0100 t kick_process\nffffffff810a0200 T tctx_task_work\t[x]\n",
  ]),
  (text) => {
    parseKallsyms(text);
    functionRanges(text, ["task_work_add", "kick_process"]);
  },
);

fuzz(
  "privileges",
  mistaken(["Name:\tdeno\nUid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n"]),
  (text) => {
    tracingPrivileges(text);
  },
);

fuzz(
  "formats of events, versions and complaints",
  mistaken([
    "name: sched_switch\nformat:\n\tfield:unsigned short common_type;\toffset:0;" +
    "\n\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;\n",
    "bpftrace v0.17.0\n",
    "stdin:1:1-2: ERROR: tracepoint not found\nERROR: set RLIMIT_MEMLOCK\n",
  ]),
  (text) => {
    parseEventFormat(text);
    parseVersion(text);
    complaintOf(text);
  },
);
