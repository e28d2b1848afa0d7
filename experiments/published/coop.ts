/** Throughput and latency of the series: exp_01 to exp_09. */

import type { PublishedSeries } from "../../lib/model/published.ts";
import { byDepth, of } from "./series.ts";
import { EXP_01, EXP_02, EXP_04, EXP_05, EXP_07, EXP_09 } from "./sources.ts";

export const COOP: readonly PublishedSeries[] = [
  ...byDepth(EXP_07, "default, busy", {
    iops: [116038, 175813, 229415, 229956, 230838, 234396, 233837],
    clat_avg_us: [137, 181, 278, 552, 1099, 2175, 4370],
    clat_p99_us: [3949, 4883, 8848, 9241, 55837, 64226, 94897],
  }, {
    experiment: "exp7",
    where: { mode: "default", busy: true, workers: 16 },
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
  }),
  ...byDepth(EXP_05, "default, interrupt core", {
    iops: [234315, 309507, 418867, 447264, 441890, 444379, 449317],
    clat_avg_us: [67.3, 102, 152, 282, 572, 1145, 2273],
    clat_p99_us: [113, 174, 4621, 4883, 28181, 52167, 56361],
  }, {
    experiment: "exp5",
    where: { mode: "default", core: "interrupt", workers: 16 },
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
  }),
  ...byDepth(EXP_04, "coop", {
    iops: [215086, 270661, 365936, 364545, 354538, 360018, 361596],
    clat_avg_us: [73.21, 117, 173, 343, 714, 1413, 2823],
    clat_p99_us: [75, 3752, 2671, 67, 28181, 35914, 40109],
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
  of(EXP_01, "default", "context switches", "1/s", "iodepth", [
    [1, 123954],
    [2, 80006],
    [4, 828],
    [8, 514],
    [16, 512],
    [32, 515],
    [64, 511],
  ]),
  of(EXP_01, "coop", "context switches", "1/s", "iodepth", [
    [1, 128142],
    [2, 81008],
    [4, 825],
    [8, 513],
    [16, 517],
    [32, 514],
    [64, 514],
  ]),
  of(EXP_09, "coop, interrupted CPU", "throughput", "IOPS", "iodepth", [
    [1, 120364],
    [2, 157710],
    [4, 221136],
    [8, 225884],
    [16, 226930],
    [32, 226081],
    [64, 224229],
  ]),
  of(EXP_09, "coop, its SMT twin", "throughput", "IOPS", "iodepth", [
    [1, 119213],
    [2, 160829],
    [4, 203566],
    [8, 206625],
    [16, 203112],
    [32, 205529],
    [64, 204140],
  ]),
  of(
    EXP_09,
    "coop, another core of the node",
    "throughput",
    "IOPS",
    "iodepth",
    [[1, 121728], [2, 173600], [4, 262396], [8, 266913], [16, 267608], [
      32,
      268846,
    ], [64, 260636]],
  ),
  of(EXP_09, "coop, another NUMA node", "throughput", "IOPS", "iodepth", [
    [1, 100787],
    [2, 127203],
    [4, 169433],
    [8, 169102],
    [16, 174433],
    [32, 172998],
    [64, 172442],
  ]),
  of(EXP_09, "default, interrupted CPU", "throughput", "IOPS", "iodepth", [
    [1, 118068],
    [2, 157139],
    [4, 221972],
    [8, 223738],
    [16, 226007],
    [32, 229353],
    [64, 224652],
  ]),
  of(EXP_09, "default, its SMT twin", "throughput", "IOPS", "iodepth", [
    [1, 117813],
    [2, 161927],
    [4, 183967],
    [8, 185967],
    [16, 186186],
    [32, 185386],
    [64, 185414],
  ]),
  of(
    EXP_09,
    "default, another core of the node",
    "throughput",
    "IOPS",
    "iodepth",
    [[1, 121234], [2, 174284], [4, 228291], [8, 228011], [16, 232136], [
      32,
      233981,
    ], [64, 232852]],
  ),
  of(EXP_09, "default, another NUMA node", "throughput", "IOPS", "iodepth", [
    [1, 100371],
    [2, 127116],
    [4, 170010],
    [8, 172300],
    [16, 173594],
    [32, 171754],
    [64, 173254],
  ]),
];
