/** Throughput and latency of the series: exp_01 to exp_09. */

import type { Core } from "../../lib/model/parameters/params.ts";
import type { PublishedSeries } from "../../lib/model/published.ts";
import { byDepth, ofDepths } from "./series.ts";
import { EXP_01, EXP_02, EXP_04, EXP_05, EXP_07, EXP_09 } from "./sources.ts";

/** Throughput of exp_09 on a place, by mode. */
function onPlace(
  name: string,
  core: Core,
  iops: Readonly<Record<"coop" | "default", readonly number[]>>,
): PublishedSeries[] {
  return (["coop", "default"] as const).flatMap((mode) =>
    byDepth(EXP_09, `${mode}, ${name}`, { iops: iops[mode] }, {
      experiment: "placement",
      where: { mode, core, workers: 16 },
      scaled: true,
    })
  );
}

export const COOP: readonly PublishedSeries[] = [
  ...byDepth(EXP_07, "default, busy", {
    iops: [116038, 175813, 229415, 229956, 230838, 234396, 233837],
    clat_avg_us: [137, 181, 278, 552, 1099, 2175, 4370],
    clat_p99_us: [3949, 4883, 8848, 9241, 55837, 64226, 94897],
  }, {
    experiment: "exp7",
    where: { mode: "default", busy: true, workers: 16 },
    scaled: true,
  }, {
    experiment: "irq_busy",
    where: { mode: "default", core: "non-interrupt", busy: true, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_07, "coop, busy", {
    iops: [116111, 175863, 258831, 264485, 266272, 268864, 266837],
    clat_avg_us: [137, 181, 247, 481, 955, 1898, 3832],
    clat_p99_us: [3949, 4883, 8160, 7373, 55837, 64226, 79168],
  }, {
    experiment: "exp7",
    where: { mode: "coop", busy: true, workers: 16 },
    scaled: true,
  }, {
    experiment: "irq_busy",
    where: { mode: "coop", core: "non-interrupt", busy: true, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_05, "default, non-interrupt core", {
    iops: [230443, 347016, 455286, 466263, 470164, 467187, 466586],
    clat_avg_us: [68.48, 91.54, 140, 272, 539, 1090, 2190],
    clat_p99_us: [93, 130, 3556, 5080, 20317, 52167, 52167],
  }, {
    experiment: "exp5",
    where: { mode: "default", core: "non-interrupt", workers: 16 },
    scaled: true,
  }, {
    experiment: "exp7",
    where: { mode: "default", busy: false, workers: 16 },
    scaled: true,
  }, {
    experiment: "irq_busy",
    where: { mode: "default", core: "non-interrupt", busy: false, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_05, "coop, non-interrupt core", {
    iops: [229993, 349771, 507420, 524737, 534805, 534416, 530865],
    clat_avg_us: [68.62, 90.83, 126, 242, 475, 955, 1926],
    clat_p99_us: [93, 129, 2835, 4359, 10159, 32113, 52167],
  }, {
    experiment: "exp5",
    where: { mode: "coop", core: "non-interrupt", workers: 16 },
    scaled: true,
  }, {
    experiment: "exp7",
    where: { mode: "coop", busy: false, workers: 16 },
    scaled: true,
  }, {
    experiment: "irq_busy",
    where: { mode: "coop", core: "non-interrupt", busy: false, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_05, "default, interrupt core", {
    iops: [234315, 309507, 418867, 447264, 441890, 444379, 449317],
    clat_avg_us: [67.3, 102, 152, 282, 572, 1145, 2273],
    clat_p99_us: [113, 174, 4621, 4883, 28181, 52167, 56361],
  }, {
    experiment: "exp5",
    where: { mode: "default", core: "interrupt", workers: 16 },
    scaled: true,
  }, {
    experiment: "irq_busy",
    where: { mode: "default", core: "interrupt", busy: false, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_05, "coop, interrupt core", {
    iops: [229679, 309164, 435318, 448368, 454692, 445077, 444121],
    clat_avg_us: [68.67, 102, 146, 281, 557, 1143, 2299],
    clat_p99_us: [113, 174, 3720, 4817, 10159, 32113, 52167],
  }, {
    experiment: "exp5",
    where: { mode: "coop", core: "interrupt", workers: 16 },
    scaled: true,
  }, {
    experiment: "irq_busy",
    where: { mode: "coop", core: "interrupt", busy: false, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_02, "default", {
    iops: [475571, 617239, 837613, 829232, 827554, 845768, 841732],
    clat_avg_us: [32.42, 50.36, 75.65, 151, 306, 603, 1214],
    clat_p99_us: [62, 83, 1254, 57, 106, 24249, 32375],
  }),
  ...byDepth(EXP_02, "coop", {
    iops: [478364, 626700, 833612, 838538, 843913, 847980, 839066],
    clat_avg_us: [32.32, 49.7, 75.94, 150, 301, 601, 1218],
    clat_p99_us: [62, 82, 1450, 57, 114, 24249, 32375],
  }),
  ...byDepth(EXP_04, "default", {
    iops: [214572, 273497, 365303, 351274, 364559, 372214, 363519],
    clat_avg_us: [73.37, 115, 173, 355, 693, 1368, 2809],
    clat_p99_us: [74, 3720, 2409, 67, 32113, 32113, 40109],
  }, {
    experiment: "irq_busy",
    where: { mode: "default", core: "interrupt", busy: true, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_04, "coop", {
    iops: [215086, 270661, 365936, 364545, 354538, 360018, 361596],
    clat_avg_us: [73.21, 117, 173, 343, 714, 1413, 2823],
    clat_p99_us: [75, 3752, 2671, 67, 28181, 35914, 40109],
  }, {
    experiment: "irq_busy",
    where: { mode: "coop", core: "interrupt", busy: true, workers: 16 },
    scaled: true,
  }),
  ...byDepth(EXP_01, "default", {
    iops: [123705, 159804, 212761, 213574, 208240, 210358, 215776],
    clat_avg_us: [31.1, 48, 73.6, 146, 302, 604, 1183],
    clat_p99_us: [53, 77, 52, 57, 9110, 21627, 24249],
  }),
  ...byDepth(EXP_01, "coop", {
    iops: [127913, 161858, 215314, 215362, 208530, 213367, 211715],
    clat_avg_us: [30.1, 47.4, 72.7, 145, 302, 596, 1206],
    clat_p99_us: [54, 77, 44, 62, 9110, 21627, 24249],
  }),
  ofDepths(EXP_01, "default", "context switches", "1/s", [
    123954,
    80006,
    828,
    514,
    512,
    515,
    511,
  ]),
  ofDepths(EXP_01, "coop", "context switches", "1/s", [
    128142,
    81008,
    825,
    513,
    517,
    514,
    514,
  ]),
  ...onPlace("interrupted CPU", "interrupt", {
    coop: [120364, 157710, 221136, 225884, 226930, 226081, 224229],
    default: [118068, 157139, 221972, 223738, 226007, 229353, 224652],
  }),
  ...onPlace("its SMT twin", "smt-twin", {
    coop: [119213, 160829, 203566, 206625, 203112, 205529, 204140],
    default: [117813, 161927, 183967, 185967, 186186, 185386, 185414],
  }),
  ...onPlace("another core of the node", "same-llc", {
    coop: [121728, 173600, 262396, 266913, 267608, 268846, 260636],
    default: [121234, 174284, 228291, 228011, 232136, 233981, 232852],
  }),
  ...onPlace("another NUMA node", "other-node", {
    coop: [100787, 127203, 169433, 169102, 174433, 172998, 172442],
    default: [100371, 127116, 170010, 172300, 173594, 171754, 173254],
  }),
];
