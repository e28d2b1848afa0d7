import { ERRNO } from "../base/errno.ts";
import { RunError } from "../base/errors.ts";
import type { Survey } from "../source/block/survey.ts";
import type { SystemFiles } from "../host/system.ts";
import { isRefusal } from "../run/machine.ts";
import {
  checkTarget,
  chooseTarget,
  type ChosenTarget,
  ensureDefaultTarget,
} from "./choose_target.ts";
import { surveyPath } from "../source/block/survey_path.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { targetDefect } from "../source/block/created.ts";

/** What `--size 16m` uses too: enough to be read from at random. */
const SMALL_SIZE = 2 ** 24;

/** The target that was looked at. */
export interface ExaminedTarget {
  /** What was read. */
  readonly path: string;
  /** Bytes of it that were read from. */
  readonly size: number;
  /** Bytes per read; null if it cannot be read. */
  readonly bs: number | null;
  /** Whether no target was named. */
  readonly isDefault: boolean;
  /** Why it cannot be read; null if it can. */
  readonly refusal: string | null;
  /** Its disks, and what the files say of the CPUs; null if there are none. */
  readonly survey: Survey | null;
  readonly whyNoSurvey: string | null;
}

/**
 * Finds the target, and for the default one, which may take a gigabyte, a
 * small one beside it. Throws {@linkcode UsageError} for a name that leads
 * nowhere; a target that may not be read is described all the same.
 */
export async function examineTarget(
  filename: string | undefined,
  around: Surroundings,
): Promise<ExaminedTarget> {
  return filename === undefined
    ? await findDefaultTarget(around)
    : findNamedTarget(filename, around);
}

function findNamedTarget(
  filename: string,
  { machine, files }: Surroundings,
): ExaminedTarget {
  const probed = machine.probeTarget(filename);
  if (!isRefusal(probed) || probed.errno === ERRNO.ENOENT) {
    const { path, size, bs } = checkTarget(filename, {}, machine);
    const named = { path, size, bs, isDefault: false, refusal: null };
    return { ...named, ...surveyOf(files, path) };
  }
  return {
    path: filename,
    size: 0,
    bs: null,
    isDefault: false,
    refusal: probed.message,
    ...surveyOf(files, filename),
  };
}

async function findDefaultTarget(
  around: Surroundings,
): Promise<ExaminedTarget> {
  const { machine, files } = around;
  const wanted = chooseTarget({}, machine);
  const survey = surveyOf(files, wanted.existing);
  const target = isGood(wanted)
    ? wanted
    : chooseTarget({ size: SMALL_SIZE }, machine);
  const { path, size } = target;
  const found = { path, size, isDefault: true, ...survey };
  if (survey.survey === null) return { ...found, bs: null, refusal: null };
  try {
    await ensureDefaultTarget(target, around);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { ...found, bs: null, refusal: error.message };
  }
  const probed = machine.probeTarget(path);
  return isRefusal(probed)
    ? { ...found, bs: null, refusal: probed.message }
    : { ...found, bs: Math.max(512, probed.offsetAlign), refusal: null };
}

function isGood({ path, size }: ChosenTarget): boolean {
  try {
    return targetDefect(path, size) === undefined;
  } catch {
    return false; // Not there, or not ours to read.
  }
}

function surveyOf(files: SystemFiles, path: string) {
  const survey = surveyPath(files, path);
  return survey instanceof Error
    ? { survey: null, whyNoSurvey: survey.message }
    : { survey, whyNoSurvey: null };
}
