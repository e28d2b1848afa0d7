/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What happens to the io_uring completions of processes: who runs their
 * task_work, who kicks and wakes their threads (classification.md), and with
 * --watch what their rings do.
 */
#include "interrupts.bpf.h"
#include "kernel_types.h"
#include "kprobes.bpf.h"
#include "processes.bpf.h"
#include "punts.bpf.h"
#include "requests.bpf.h"
#include "rings.bpf.h"
#include "runs.bpf.h"
#include "state.bpf.h"
#include "switches.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";
