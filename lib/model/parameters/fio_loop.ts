import { PARAMETER_NAMES, type ParameterName, type Params } from "./params.ts";
import { PARAMETERS } from "./table.ts";

/**
 * The parameters that experiments set, as the table has them: one worker with
 * the loop of fio's io_uring engine. It submits one read, looks into the CQ,
 * and waits in the kernel only if it is empty.
 */
export const FIO_LOOP = Object.fromEntries(
  PARAMETER_NAMES.map((name) => [name, PARAMETERS[name].default]),
) as Pick<Params, ParameterName>;
