/* What the programs must know of this kernel before they are loaded. */
#ifndef URINGLAB_TRACE_KERNEL_BTF_H
#define URINGLAB_TRACE_KERNEL_BTF_H

#include <bpf/btf.h>

#include "names.h"

/*
 * What CO-RE does not tell: the arguments of tracepoints, and the values of
 * constants that are in no named type.
 */
void learn_requests(struct settings *settings, const struct btf *btf);

#endif
