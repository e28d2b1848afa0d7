import { getSystemErrorMessage, getSystemErrorName } from "node:util";

/** What the block layer answers and Deno, after libuv, has no name for. */
const BLOCK_ERRNOS: Record<number, string> = {
  // blk_errors[] in block/blk-core.c: BLK_STS_RESV_CONFLICT, _MEDIUM,
  // _TIMEOUT, _TRANSPORT, _PROTECTION, _TARGET.
  52: "EBADE (invalid exchange)",
  61: "ENODATA (no data available)",
  62: "ETIME (timer expired)",
  67: "ENOLINK (link has been severed)",
  84: "EILSEQ (illegal byte sequence)",
  121: "EREMOTEIO (remote I/O error)",
};

/** "EIO (i/o error)" for an errno. */
export function errnoText(errno: number): string {
  const block = BLOCK_ERRNOS[errno];
  if (block) return block;
  try {
    const name: string | undefined = getSystemErrorName(-errno);
    if (name) return `${name} (${getSystemErrorMessage(-errno)})`;
  } catch {
    // Not an errno.
  }
  return `errno ${errno}`;
}

/** What the native library or the kernel below it refused. */
export class NativeError extends Error {
  override name = "NativeError";
  /** The errno, 0 where the failure is not a system call's. */
  readonly errno: number;
  /** The step that failed, as c/uringlab.h names it. */
  readonly step: string;

  constructor(step: string, errno: number, detail?: string) {
    const why = errno ? errnoText(errno) : "";
    super(
      [`${step}: ${why}`.replace(/: $/, ""), detail].filter(Boolean).join(
        ": ",
      ),
    );
    this.errno = errno;
    this.step = step;
  }
}
