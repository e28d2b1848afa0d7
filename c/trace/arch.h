/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * What a thread's saved user registers tell, on x86-64 and arm64.
 *
 * On x86-64 every entry by interrupt or fault writes -1 into orig_ax, and a
 * system call its number; while the call runs, ax is -ENOSYS, and after it the
 * result (arch/x86/entry). On arm64 syscallno is the number or -1, and the first
 * register is the first argument until the call has ended.
 */
#ifndef URINGLAB_TRACE_ARCH_H
#define URINGLAB_TRACE_ARCH_H

#include "kernel_types.h"

struct call {
	/* -1: not a system call. */
	long number;
	/* It has done its work and is on its way out. */
	bool over;
	/* Of io_uring_enter(): to_submit, min_complete, flags. */
	__u32 to_submit;
	__u32 min_complete;
	__u32 flags;
	/* Where the thread left user mode. */
	__u64 ip;
};

/* include/uapi/asm/fcntl.h */
#if defined(__TARGET_ARCH_arm64)
#define O_DIRECT 0200000
#else
#define O_DIRECT 040000
#endif

static __always_inline struct call call_of(const struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
	return (struct call){
		.number = (long)regs->orig_ax,
		.over = (long)regs->ax != -38, /* ENOSYS */
		.to_submit = (__u32)regs->si,
		.min_complete = (__u32)regs->dx,
		.flags = (__u32)regs->r10,
		.ip = regs->ip,
	};
#elif defined(__TARGET_ARCH_arm64)
	return (struct call){
		.number = regs->syscallno,
		.over = regs->regs[0] != regs->orig_x0,
		.to_submit = (__u32)regs->regs[1],
		.min_complete = (__u32)regs->regs[2],
		.flags = (__u32)regs->regs[3],
		.ip = regs->pc,
	};
#else
#error "no such architecture"
#endif
}

#endif
