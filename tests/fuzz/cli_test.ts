import fc from "fast-check";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { parseExperiment } from "../../lib/files/experiment_file.ts";
import {
  OPTION_GROUPS,
  parseOptions,
} from "../../lib/options/experiment_options.ts";
import { parseCompareOptions } from "../../lib/commands/compare/options.ts";
import { parseDoctorOptions } from "../../lib/commands/doctor/options.ts";
import { UsageError } from "../../lib/base/errors.ts";
import { plan } from "../../lib/model/plan.ts";
import { loopOf, parseFio } from "../../lib/commands/validate/fio.ts";
import { params } from "../model/fixtures.ts";
import { checkNumbers, fuzz, mistaken, mistakenJson, refused } from "./fuzz.ts";

const FILES = EXPERIMENTS.map((experiment) => JSON.stringify(experiment));

fuzz(
  "files of experiments",
  fc.oneof(mistaken(FILES), mistakenJson(FILES)),
  (text) => {
    const experiment = refused(() => parseExperiment(text, "mine.json"), [
      UsageError,
    ]);
    if (!experiment) return;
    checkNumbers(experiment);
    const { base, axes, presets } = experiment;
    const cells = plan({ ...params(), ...base }, axes, {
      ...presets.quick,
      seed: 1,
      aa: false,
    });
    checkNumbers(cells);
  },
);

const VALUES = [
  "1",
  "1,4,16",
  "default,coop",
  "off,on",
  "0-3,8",
  "500ms",
  "10s",
  "4k",
  "1g",
  "2%",
  "random",
  "/dev/nvme0n1",
];
const NAMES = Object.values(OPTION_GROUPS).flatMap((group) =>
  Object.keys(group)
);

/** Words of a command line. */
const words = (names: readonly string[], values: readonly string[]) =>
  fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...names), mistaken(values))
        .map(([name, value]) => `--${name}=${value}`),
      mistaken(names.map((name) => `--${name}`)),
      mistaken(values),
    ),
    { maxLength: 4 },
  );

fuzz("options of an experiment", words(NAMES, VALUES), (args) => {
  checkNumbers(refused(() => parseOptions(args), [UsageError]));
});

fuzz(
  "options of compare",
  words(["metric", "family", "fail-on", "out", "help"], [
    "iops,clat_avg_us",
    "slower:5%",
    "holm",
    "a",
  ]),
  (args) => {
    checkNumbers(refused(() => parseCompareOptions(args), [UsageError]));
  },
);

fuzz(
  "options of doctor",
  words(["filename", "cpus", "json"], ["/dev/vda", "0-3"]),
  (args) => {
    checkNumbers(refused(() => parseDoctorOptions(args), [UsageError]));
  },
);

const FIO = JSON.stringify({
  "fio version": "fio-3.33",
  jobs: [{
    error: 0,
    read: {
      iops: 1000.5,
      clat_ns: { mean: 2500, percentile: { "99.000000": 9000 } },
      lat_ns: { mean: 3000 },
    },
  }],
});

fuzz(
  "fio's report",
  fc.oneof(mistaken([`fio: a warning\n${FIO}`]), mistakenJson([FIO])),
  (text) => checkNumbers(refused(() => parseFio(text))),
);

fuzz("fio's version", mistaken(["3.33", "4.0"]), (text) => {
  loopOf(text, { probeRing: () => undefined, probeEnter: () => undefined });
});
