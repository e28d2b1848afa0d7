/** What the series counted: kicks, IPIs, wake-ups, and when completions are seen. */

import type { FigureName } from "../../lib/model/figures/mod.ts";
import type { PublishedSeries } from "../../lib/model/published.ts";
import { of, ofDepths } from "./series.ts";
import { EXP_03, EXP_08, EXP_11, EXP_12 } from "./sources.ts";

/** Cycles of work for each read of exp_08: 0, and powers of 2. */
const CYCLES = [0, ...Array.from({ length: 13 }, (_, i) => 2 ** i)];

/** A series of exp_08, which charts of `think` show; only throughput is scaled. */
function byCycles(
  mode: "default" | "coop",
  quantity: string,
  unit: string,
  figure: FigureName,
  values: readonly number[],
): PublishedSeries {
  const points = values.map((value, i) => [CYCLES[i]!, value] as const);
  return of(EXP_08, mode, quantity, unit, "thinkcycles", points, {
    experiment: "think",
    figure,
    x: "thinkcycles",
    where: { mode, workers: 16, iodepth: 64 },
    scaled: figure === "iops",
  });
}

/** What exp_12 counted for each notification, at queue depths from 1 to 64. */
interface Notified {
  /** Kicks that sent a rescheduling IPI: there were as many of either. */
  readonly kicks: readonly number[];
  /** Calls of kick_process(): it sends one only to a thread that runs elsewhere. */
  readonly calls: readonly number[];
  readonly wakeups: readonly number[];
}

/** Series of exp_12, and those that charts of `exp11` show. */
function perNotification(
  mode: "default" | "coop",
  core: "non-interrupt" | "interrupt",
  { kicks, calls, wakeups }: Notified,
): PublishedSeries[] {
  const series = (
    what: string,
    values: readonly number[],
    figure?: FigureName,
  ) =>
    ofDepths(
      EXP_12,
      `${mode}, ${core} core`,
      `${what} per notification`,
      "1",
      values,
      ...figure === undefined ? [] : [
        {
          experiment: "exp11",
          figure,
          x: "iodepth",
          where: { mode, core },
          scaled: false,
        } as const,
      ],
    );
  return [
    series("rescheduling IPIs", kicks, "res_sent_per_io"),
    series("kicks that sent an IPI", kicks, "kicks_per_io"),
    series("calls of kick_process()", calls),
    series("wake-ups", wakeups, "wakeups_per_io"),
  ];
}

export const COUNTS: readonly PublishedSeries[] = [
  ofDepths(EXP_03, "default", "kick_process() calls in 10 min", "1", [
    320106,
    3493397,
    409767490,
    418482440,
    413736762,
    413808329,
    415005942,
  ]),
  ofDepths(EXP_03, "default", "rescheduling IPIs in 10 min", "1", [
    2357,
    2359,
    2363,
    2244,
    2252,
    2272,
    2218,
  ]),
  ofDepths(EXP_03, "coop", "kick_process() calls in 10 min", "1", [
    26899,
    27333,
    27671,
    26805,
    27050,
    27372,
    27429,
  ]),
  ofDepths(EXP_03, "coop", "rescheduling IPIs in 10 min", "1", [
    2337,
    2264,
    2383,
    2313,
    2210,
    2226,
    2269,
  ]),
  byCycles("default", "kicks per read", "1", "kicks_per_io", [
    0.9719,
    0.9719,
    0.9727,
    0.9704,
    0.9729,
    0.9742,
    0.9803,
    0.9873,
    0.9867,
    0.9921,
    0.9973,
    0.9982,
    1.001,
    1.001,
  ]),
  byCycles(
    "default",
    "kicks that interrupt user mode",
    "1",
    "kicks_user_share",
    [
      0.0735,
      0.1361,
      0.1807,
      0.1647,
      0.2554,
      0.2729,
      0.4508,
      0.463,
      0.0507,
      0.0137,
      0.9957,
      0.9977,
      0.9978,
      0.9981,
    ],
  ),
  byCycles("default", "throughput", "IOPS", "iops", [
    236753,
    233704,
    231944,
    228763,
    226774,
    216085,
    203451,
    174242,
    143749,
    110132,
    71829,
    42698,
    23622,
    12482,
  ]),
  byCycles("coop", "throughput", "IOPS", "iops", [
    271526,
    269576,
    264981,
    264897,
    253697,
    248101,
    229029,
    196431,
    160183,
    116941,
    75123,
    43968,
    24017,
    12589,
  ]),
  ...perNotification("default", "non-interrupt", {
    kicks: [0.0002541, 0.0007284, 0.9581, 0.9952, 0.9997, 0.9998, 0.9998],
    calls: [0.0002755, 0.001158, 0.9583, 0.9954, 1.0, 1.0, 1.0],
    wakeups: [
      0.9998,
      0.999,
      0.04181,
      0.004696,
      9.851e-05,
      2.104e-07,
      3.051e-07,
    ],
  }),
  ...perNotification("coop", "non-interrupt", {
    kicks: [
      1.528e-05,
      8.42e-05,
      5.558e-06,
      2.392e-05,
      3.912e-06,
      3.624e-06,
      2.62e-06,
    ],
    calls: [
      0.0002589,
      0.0003501,
      0.0001909,
      0.000176,
      0.000168,
      0.0001703,
      8.441e-05,
    ],
    wakeups: [
      0.9998,
      0.999,
      0.04358,
      0.005307,
      0.0002307,
      8.378e-07,
      4.304e-07,
    ],
  }),
  ...perNotification("default", "interrupt", {
    kicks: [
      4.602e-06,
      9.583e-06,
      3.197e-06,
      4.06e-06,
      3.096e-06,
      4.022e-06,
      5.717e-06,
    ],
    calls: [0.001387, 0.01003, 0.985, 0.9988, 1.0, 1.0, 1.0],
    wakeups: [
      0.9988,
      0.9902,
      0.01512,
      0.001341,
      2.793e-05,
      1.958e-06,
      3.84e-07,
    ],
  }),
  ...perNotification("coop", "interrupt", {
    kicks: [
      5.915e-06,
      8.334e-06,
      2.329e-06,
      3.852e-06,
      3.882e-06,
      2.601e-06,
      2.258e-06,
    ],
    calls: [
      0.0001426,
      0.0002134,
      8.695e-05,
      8.886e-05,
      8.491e-05,
      8.31e-05,
      8.481e-05,
    ],
    wakeups: [
      0.9987,
      0.9899,
      0.01358,
      0.001116,
      3.711e-05,
      4.515e-07,
      2.776e-07,
    ],
  }),
  of(
    EXP_11,
    "coop",
    "share of reads whose completion another thread sees within that time",
    "1",
    "us",
    [
      [0.917, 0.001292],
      [138.4, 0.04005],
      [317.5, 0.0801],
      [509.6, 0.1202],
      [722.3, 0.1602],
      [904.6, 0.2003],
      [1108, 0.2403],
      [1293, 0.2804],
      [1397, 0.3204],
      [1568, 0.3605],
      [1762, 0.4005],
      [1911, 0.4406],
      [2041, 0.4806],
      [2160, 0.5194],
      [2343, 0.5594],
      [2525, 0.5995],
      [2700, 0.6395],
      [2883, 0.6796],
      [3043, 0.7196],
      [3190, 0.7597],
      [3360, 0.7997],
      [3466, 0.8398],
      [3583, 0.8798],
      [3721, 0.9199],
      [3855, 0.9599],
      [3995, 1],
    ],
    {
      experiment: "exp10",
      latency: "lat",
      where: {
        mode: "coop",
        wait: "second_thread",
        core: "non-interrupt",
        thinkGetevents: false,
      },
      scaled: false,
    },
  ),
  of(
    EXP_11,
    "default",
    "share of reads whose completion another thread sees within that time",
    "1",
    "us",
    [
      [0.785, 0.001292],
      [0.845, 0.04005],
      [0.87, 0.0801],
      [0.888, 0.1202],
      [0.903, 0.1602],
      [0.912, 0.2003],
      [0.925, 0.2403],
      [0.939, 0.2804],
      [0.953, 0.3204],
      [0.967, 0.3605],
      [0.975, 0.4005],
      [0.984, 0.4406],
      [0.995, 0.4806],
      [1.008, 0.5194],
      [1.016, 0.5594],
      [1.027, 0.5995],
      [1.036, 0.6395],
      [1.048, 0.6796],
      [1.061, 0.7196],
      [1.073, 0.7597],
      [1.09, 0.7997],
      [1.104, 0.8398],
      [1.168, 0.8798],
      [1.317, 0.9199],
      [9.108, 0.9599],
      [3896, 1],
    ],
  ),
];
