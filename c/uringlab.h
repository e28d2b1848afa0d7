/*
 * The boundary between TypeScript and C: every structure that crosses it and
 * every exported function. What kinds of load there are is in load.h.
 *
 * All fields are unsigned and 64 bits wide and the first holds the structure's
 * size, so the offset of a field is eight times its position. One list makes
 * both the structure and the text that uringlab_abi() returns; ffi/abi.ts
 * compares that text with its own lists when it opens the library.
 *
 * Times are nanoseconds of CLOCK_MONOTONIC. Functions return 0 or more on
 * success and -errno on failure; they never print and never exit.
 */
#ifndef URINGLAB_H
#define URINGLAB_H

#include <stddef.h>
#include <stdint.h>

#include "load.h"

/* What a cell is asked to do, and what all of its arms have in common. */
#define URINGLAB_CELL_PARAMS(X)                                                \
	X(size)                                                                \
	X(arms)      /* that take turns, or one; URINGLAB_ARMS at most */      \
	X(turns)     /* of all arms; of one turn the window is the whole */    \
	X(most_absent_ppm) /* with several turns: one of which a waker had no  \
			      CPU for a larger part does not count, but for an \
			      arm's last where none has before; 0: all do */   \
	X(settle_ns) /* with several turns, after so long a read counts at the \
			latest: in the turn that has this moment */            \
	X(turn_snapshots) /* 1: the texts of /proc are read at the edges of    \
			     every turn, and not of the window */              \
	X(quiet) /* 1: no CPU is free for the caller's thread, which sleeps    \
		    through the window: a stop is noticed at its end */        \
	X(mem_align) /* alignment of a read buffer, bytes */                   \
	X(nice) /* added to the workers' nice value */                         \
	X(window_start_ns) /* 0: after the ramp; else then, whatever it is */  \
	X(drain_timeout_ns)                                                    \
	X(snapshot_bytes) /* size of each snapshot text */                     \
	X(workers)                                                             \
	X(cpu_count) /* CPUs of the workers: the first of cpus */              \
	X(split)     /* 0: all workers share all CPUs, 1: one CPU each */      \
	X(partner_cpu_count) /* CPUs of their partners: the next of cpus */    \
	X(waker_cpu_count)   /* of the wakers: the rest, one waker on each */  \
	X(load)              /* enum uringlab_load, of all arms */             \
	X(wake_delay_ns)     /* from the end of a submit call to the waker's   \
				turn, and from its beginning to the end of a   \
				timeout */                                     \
	X(blocks) /* offsets are of bs * [0, blocks) */                        \
	X(bs)     /* bytes per read or message; of an eventfd 8 */             \
	X(runtime_ns) /* that every arm is measured, in all of its turns */    \
	X(ramp_ns)                                                             \
	X(number_ios) /* not 0: the window ends earlier, when every worker     \
			 has completed as many in it or none has completed    \
			 any for a second, 3 thinktimes and 3 delays; of one  \
			 arm */                                               \
	X(hugepages)        /* 1: the cell's memory is MAP_HUGETLB */          \
	X(perf_counters)    /* enum uringlab_perf */                           \
	X(verify)           /* 1: check the stamp of every sector read */

/*
 * What is an arm's own: how its reads are made. Several arms in a cell have no
 * partners, and neither SQPOLL nor IOPOLL: what these leave running would run
 * in the turns of others.
 */
#define URINGLAB_ARM_PARAMS(X)                                                 \
	X(size)                                                                \
	X(seed)                                                                \
	X(setup_flags) /* IORING_SETUP_*, given to the kernel as they are */   \
	X(iodepth)     /* I/Os in flight per worker */                         \
	X(wait)        /* enum uringlab_wait */                                \
	X(thinktime_ns)    /* of work between looks; see enum uringlab_wait */ \
	X(think_getevents) /* 1: a look enters the kernel with GETEVENTS */    \
	X(sequential) /* 1: each worker reads its part of the blocks in their  \
			 order; see sequence.h; 0: random offsets */           \
	X(iodepth_batch)              /* SQEs per submit call, at most */      \
	X(iodepth_batch_complete_min) /* CQEs that a reap waits for */         \
	X(iodepth_batch_complete_max) /* CQEs that a reap takes at most */     \
	X(submit_getevents) /* 1: submit with IORING_ENTER_GETEVENTS; with     \
			       SQPOLL no call submits */                       \
	X(submit_and_wait)  /* 1: the submit call that fills iodepth waits for \
			       iodepth_batch_complete_min CQEs too; reads are  \
			       then issued when it begins; not with SQPOLL */  \
	X(force_async)      /* 1: IOSQE_ASYNC, through io-wq's threads; not    \
			       with accept, whose order they would not keep */ \
	X(engine)           /* enum uringlab_engine, of a load with            \
			       connections; what is a ring's own counts only   \
			       where there is one */                           \
	X(recv)             /* enum uringlab_recv, of a load with sockets */   \
	X(accept)           /* enum uringlab_accept, of that load */           \
	X(send)             /* enum uringlab_send, of msg_ring */              \
	X(pipeline)         /* messages under way on each connection, of which \
			       iodepth is a multiple; 1 without sockets, or    \
			       with force_async */                             \
	X(fixedbufs)        /* 1: IORING_OP_READ_FIXED, buffers registered */  \
	X(registerfiles)    /* 1: IOSQE_FIXED_FILE, what is read registered;   \
			       connections get direct descriptors, 5.19 */     \
	X(registered_ring_fd) /* 1: IORING_ENTER_REGISTERED_RING */            \
	X(no_iowait)        /* 1: IORING_ENTER_NO_IOWAIT in every call */      \
	X(clock_per_reap)   /* 1: CQEs found in one look share one time, and   \
			       so do the SQEs of one submit call */            \
	X(issue_before)     /* 1: reads are issued when the submit call        \
			       begins, not when it has returned */             \
	X(thinkcycles)      /* of work after each I/O that was taken */        \
	X(think_min_complete) /* CQEs that a look with think_getevents waits   \
				 for, if as many are in flight */              \
	X(think_touch)      /* enum uringlab_touch, where wait computes */     \
	X(think_touch_every_ns) /* of thinktime, after which a page is touched, \
				   not 0 */                                    \
	X(think_touch_bytes) /* of the range of fresh pages, a multiple of     \
				URINGLAB_TOUCH_FILE_BYTES, not 0 */            \
	X(random_phase)     /* 1: before each round of submissions work of     \
			       random length, up to a tick of the kernel */

/*
 * One turn in the schedule. Between two turns the reads of the one arm drain,
 * and those of the next one begin as soon as that is done.
 */
#define URINGLAB_TURN(X)                                                       \
	X(size)                                                                \
	X(arm)                                                                 \
	X(start_ns) /* since the start of the window */                        \
	X(length_ns)

/* Shared while a cell runs: the engine writes all but stop, the caller stop. */
#define URINGLAB_LIVE(X)                                                       \
	X(size)                                                                \
	X(phase) /* enum uringlab_phase */                                     \
	X(ios)   /* completed so far, ramp included */                         \
	X(stop)  /* set to 1 to end the cell now */

/* What happened to the cell as a whole. */
#define URINGLAB_CELL_RESULT(X)                                                \
	X(size)                                                                \
	X(error)             /* errno of the step that failed, else 0 */       \
	X(step)              /* enum uringlab_step */                          \
	X(stopped)           /* 1: ended by live.stop */                       \
	X(window_start_ns)                                                     \
	X(window_end_ns)                                                       \
	X(snapshot_start_ns) /* when the counters were read in fact */         \
	X(snapshot_end_ns)                                                     \
	X(locked_bytes)                                                        \
	X(in_flight)         /* reads that did not complete in time */         \
	X(abandoned)         /* threads that did not end in time; theirs are   \
				counted in in_flight too */                    \
	X(merge_ns)          /* that adding up the workers' results took */    \
	X(io_workers)        /* io-wq threads at the end of the window; these  \
				three are UINT64_MAX if unknown */             \
	X(io_workers_bound)  /* of these, who may run on the cell's CPUs only */ \
	X(io_worker_ns)      /* CPU time of io-wq's threads in the window; of  \
				a cell whose arms have no force_async, since   \
				they were made */                              \
	X(strayed)           /* workers whose CPUs somebody else had changed   \
				by then */                                     \
	X(khz_at_end)        /* mean frequency of the workers' CPUs, from      \
				cpufreq; UINT64_MAX if unknown */              \
	X(khz_change_ppm)    /* of the CPU whose frequency was another at      \
				either edge of the window, by the most;        \
				UINT64_MAX if unknown */                       \
	X(perf_error)        /* errno of the first of a worker's counters that \
				perf_event_open(2) refused; 0: none */

/* What was wrong with an arm's reads. */
#define URINGLAB_ARM_RESULT(X)                                                 \
	X(size)                                                                \
	X(short_reads)                                                         \
	X(unexpected_cqes)                                                     \
	X(verify_errors)                                                       \
	X(io_errors)                                                           \
	X(first_error)        /* errno of the first failed read */             \
	X(first_error_offset) /* of a failed, short or wrong read; else -1 */

/* One turn of an arm, of all workers together. */
#define URINGLAB_TURN_RESULT(X)                                                \
	X(size)                                                                \
	X(arm)                                                                 \
	X(start_ns)                                                            \
	X(end_ns)                                                              \
	X(ios)        /* that count in it */                                   \
	X(lat_sum_ns) /* theirs */                                             \
	X(in_flight_ns)                                                        \
	X(user_ns)                                                             \
	X(system_ns)                                                           \
	X(late_ns)  /* sum of what workers began later than settle_ns before */ \
	X(drain_ns) /* after its end, of the worker that took longest */       \
	X(absent_ns) /* in it a waker had no CPU: of the one that had it       \
			least; UINT64_MAX where no waker tells */              \
	X(counted)   /* workers of which it counts: all or none */             \
	X(snapshot_start_ns) /* with turn_snapshots, else 0 */                 \
	X(snapshot_end_ns)

/* One worker and arm; counts are those of the arm's turns. */
#define URINGLAB_WORKER_RESULT(X)                                              \
	X(size)                                                                \
	X(tid)                                                                 \
	X(ios)             /* completions inside the arm's turns */            \
	X(submit_calls)    /* io_uring_enter() calls that submitted */         \
	X(getevents_calls) /* io_uring_enter() calls that only waited */       \
	X(receives)        /* of sockets: those that brought something */      \
	X(reaps)           /* times that completions were wanted */            \
	X(cq_ready)        /* of these, found in the CQ at first look */       \
	X(slat_sum_ns) X(slat_min_ns) X(slat_max_ns)                           \
	X(clat_sum_ns) X(clat_min_ns) X(clat_max_ns)                           \
	X(lat_sum_ns) X(lat_min_ns) X(lat_max_ns)                              \
	X(delivery_sum_ns) X(delivery_min_ns) X(delivery_max_ns)               \
	X(sends)       /* of the lane's waker, and what its calls took */      \
	X(send_sum_ns)                                                         \
	X(in_flight_ns) /* of all reads, the time that lies in the turns */    \
	X(user_ns) X(system_ns) X(nvcsw) X(nivcsw) X(minflt) X(majflt)         \
	X(think_ns) /* of thinktime spent */                                   \
	X(touches)  /* pages touched in it */                                  \
	X(rearms)   /* multishot requests that the kernel had ended, so that   \
		       another one took their place */                         \
	X(run_ns)   /* schedstat: time on a CPU, between the snapshots */      \
	X(delay_ns) /* schedstat: time runnable but not running */             \
	/* perf_counters: UINT64_MAX if unknown, as when they did not count    \
	   all the time. That time, and for how much of it they did. */        \
	X(cycles_user) X(cycles_kernel)                                        \
	X(instructions_user) X(instructions_kernel)                            \
	X(perf_enabled_ns) X(perf_running_ns)                                  \
	X(migrations) /* from one CPU to another; UINT64_MAX if unknown */     \
	X(partner_run_ns) /* schedstat of the partner and the SQ thread;       \
			     UINT64_MAX if unknown, as run_ns and delay_ns */  \
	X(partner_calls)  /* system calls in which the partner waited */       \
	X(partner_wakeups) /* eventfd: returns of read(2) */                   \
	X(partner_empty)   /* of these, with no CQE in the CQ */               \
	X(partner_wakes_timed) /* of these, the first ones after a submit */   \
	X(partner_wake_sum_ns) /* their time since the submit call returned */ \
	/* The last three before the window. Of a ring whose CQEs come about   \
	   in GETEVENTS only, there may be no later ones: nobody submits */    \
	X(partner_ramp_empty)                                                  \
	X(partner_ramp_wakes_timed)                                            \
	X(partner_ramp_wake_sum_ns)

/* A target, as the kernel describes it. */
#define URINGLAB_TARGET(X)                                                     \
	X(size)                                                                \
	X(error)                                                               \
	X(step)                                                                \
	X(bytes)                                                               \
	X(allocated_bytes)    /* of a file: less than bytes if sparse */       \
	X(is_block_device)                                                     \
	X(major) X(minor)     /* the device itself, or the file system's */    \
	X(offset_align)       /* of O_DIRECT, bytes */                         \
	X(mem_align)                                                           \
	X(fs_magic)

/*
 * Where a call failed; lib/model/measurement/steps.ts has the text that a user
 * reads.
 */
#define URINGLAB_STEPS(X)                                                      \
	X(none)                                                                \
	X(parameters) /* what the caller gave makes no sense */                \
	X(procfs)     /* open /proc/interrupts or /proc/stat */                \
	X(memory)     /* mmap */                                               \
	X(guard)      /* mprotect of a page below a stack */                   \
	X(memlock)    /* mlock2 with MLOCK_ONFAULT */                          \
	X(touch)      /* memfd_create, ftruncate, mmap of think_touch */       \
	X(thread)     /* pthread_create */                                     \
	X(affinity)   /* sched_setaffinity */                                  \
	X(priority)   /* setpriority */                                        \
	X(open)                                                                \
	X(direct)     /* open with O_DIRECT */                                 \
	X(stat)       /* statx, statfs and the ioctls of a block device */     \
	X(type)       /* neither a file nor a block device */                  \
	X(read)                                                                \
	X(ring)       /* io_uring_setup */                                     \
	X(op_read)    /* IORING_OP_READ, which the kernel lacks */             \
	X(op_futex)   /* IORING_OP_FUTEX_WAIT, likewise */                     \
	X(op_msg_ring) /* IORING_OP_MSG_RING, likewise */                      \
	X(send_msg_ring) /* IORING_REGISTER_SEND_MSG_RING, likewise */         \
	X(any_file)   /* SQPOLL without registered files, likewise */          \
	X(hugepages)  /* mmap with MAP_HUGETLB */                              \
	X(buffers)    /* IORING_REGISTER_BUFFERS */                            \
	X(files)      /* IORING_REGISTER_FILES */                              \
	X(ring_fd)    /* IORING_REGISTER_RING_FDS */                           \
	X(wake)       /* eventfd or pipe2 of a load that a waker completes */  \
	X(sockets)    /* socket, bind, listen, accept, socketpair, epoll */    \
	X(connect)                                                             \
	X(room)       /* a connection takes fewer messages than pipeline */    \
	X(recv_kind)  /* the way to receive, which the kernel lacks */         \
	X(buf_ring)   /* IORING_REGISTER_PBUF_RING */                          \
	X(message)    /* a message that was not sent, or did not come back */  \
	X(send)       /* the waker's call that completes an I/O */             \
	X(accept_kind) /* the way to accept, which the kernel lacks */         \
	X(backlog)    /* listen, with room for all connections under way */    \
	X(accept)     /* a connection that was not accepted, or not closed, or \
			 was not the one whose turn it was (EPROTO) */         \
	X(start)      /* the window began before the workers were ready */     \
	X(submit)     /* io_uring_enter that submits */                        \
	X(getevents)  /* io_uring_enter that waits */                          \
	X(second_thread) /* the same in the worker's partner */                \
	X(eventfd)    /* IORING_REGISTER_EVENTFD, or read of the eventfd */    \
	X(drain)      /* reads that did not complete in time */                \
	X(seccomp)    /* of the probe that forbids itself the clock's call */  \
	X(perf)       /* perf_event_open, of a probe: cells do without */

#define URINGLAB_PHASES(X) X(setup) X(ramp) X(window) X(drain) X(done)

/*
 * How a worker learns of its completions. All but wait make no system call
 * while they look, unless IORING_SQ_TASKRUN or an overflown CQ asks for one as
 * in liburing's io_uring_peek_cqe(), or think_getevents is set.
 */
#define URINGLAB_WAITS(X)                                                      \
	X(wait) /* looks once, then sleeps in io_uring_enter(GETEVENTS) */     \
	X(peek) /* looks again and again with io_uring_peek_cqe() */           \
	X(spin) /* looks at the tail of the CQ again and again, and no more */ \
	X(compute) /* works for thinktime, peeks, and so on */                 \
	X(second_thread) /* so does the worker; its partner, another thread,   \
			    sleeps in io_uring_enter(GETEVENTS) */             \
	X(eventfd) /* so does the worker; its partner sleeps in read(2) on the \
		      ring's eventfd */

/*
 * What a worker does with memory in its thinktime. fresh pages are those of one
 * file of URINGLAB_TOUCH_FILE_BYTES that is mapped again and again, so that a
 * fault takes no memory but for page tables.
 */
#define URINGLAB_TOUCHES(X)                                                    \
	X(none)                                                                \
	X(touched) /* writes to pages that it has touched before */            \
	X(fresh)   /* writes to pages that it has not: each is a page fault */

/* A page table's worth, with pages of 4 KiB. */
#define URINGLAB_TOUCH_FILE_BYTES (UINT64_C(2) << 20)

/*
 * What workers count of themselves with perf_event_open(2), in user mode and in
 * the kernel. software is for tests: context switches in the place of cycles
 * and page faults in that of instructions, which every machine counts.
 */
#define URINGLAB_PERFS(X) X(none) X(hardware) X(software)

/*
 * The memory that a cell is given by its caller: where each part is and how
 * many bytes it has, which must be as many as the parameters ask for.
 *
 * params     what to do
 * arms       params->arms arms
 * schedule   params->turns turns: the first from 0 on, none before the one
 *            before it has ended, runtime_ns in all for every arm
 * path       of the target, ended by a NUL; nothing is opened but for reads
 * cpus       params->cpu_count CPU numbers that the workers may run on, then
 *            params->partner_cpu_count; the partner of worker i runs on
 *            number i modulo that count: the second thread, the reader of the
 *            eventfd, and with IORING_SETUP_SQPOLL the kernel's SQ thread;
 *            then params->waker_cpu_count, likewise those of the wakers
 * live       progress, and the caller's means to stop
 * result     what became of the cell
 * arm_results one for every arm
 * turns      params->turns results
 * workers    params->workers results of the first arm, then of the next
 * histograms URINGLAB_HISTOGRAMS merged histograms for every arm
 * errnos     URINGLAB_ERRNOS counts of failed reads for every arm
 * slices     URINGLAB_SLICES counts of reads for every arm, by the part of
 *            runtime_ns in which they completed
 * snapshots  URINGLAB_SNAPSHOTS texts of params->snapshot_bytes, each ended by
 *            a NUL: /proc/interrupts, /proc/stat and /proc/pressure/io at the
 *            window's start, then all three at its end; that of the pressure is
 *            empty where the kernel counts none; with turn_snapshots that for
 *            each turn
 */
#define URINGLAB_CELL_MEMORY(X, PART)                                          \
	X(size)                                                                \
	PART(const struct uringlab_cell_params, params)                        \
	PART(const struct uringlab_arm_params, arms)                           \
	PART(const struct uringlab_turn, schedule)                             \
	PART(const char, path)                                                 \
	PART(const uint64_t, cpus)                                             \
	PART(struct uringlab_live, live)                                       \
	PART(struct uringlab_cell_result, result)                              \
	PART(struct uringlab_arm_result, arm_results)                          \
	PART(struct uringlab_turn_result, turns)                               \
	PART(struct uringlab_worker_result, workers)                           \
	PART(uint64_t, histograms)                                             \
	PART(uint64_t, errnos)                                                 \
	PART(uint64_t, slices)                                                 \
	PART(char, snapshots)

_Static_assert(sizeof(void *) == sizeof(uint64_t), "pointers are fields too");
#define URINGLAB_FIELD(name) uint64_t name;
#define URINGLAB_PART(type, name)                                              \
	type *name;                                                            \
	uint64_t name##_bytes;
struct uringlab_cell_params { URINGLAB_CELL_PARAMS(URINGLAB_FIELD) };
struct uringlab_arm_params { URINGLAB_ARM_PARAMS(URINGLAB_FIELD) };
struct uringlab_turn { URINGLAB_TURN(URINGLAB_FIELD) };
struct uringlab_live { URINGLAB_LIVE(URINGLAB_FIELD) };
struct uringlab_cell_result { URINGLAB_CELL_RESULT(URINGLAB_FIELD) };
struct uringlab_arm_result { URINGLAB_ARM_RESULT(URINGLAB_FIELD) };
struct uringlab_turn_result { URINGLAB_TURN_RESULT(URINGLAB_FIELD) };
struct uringlab_worker_result { URINGLAB_WORKER_RESULT(URINGLAB_FIELD) };
struct uringlab_target { URINGLAB_TARGET(URINGLAB_FIELD) };
struct uringlab_cell_memory {
	URINGLAB_CELL_MEMORY(URINGLAB_FIELD, URINGLAB_PART)
};
#undef URINGLAB_FIELD
#undef URINGLAB_PART

#define URINGLAB_STEP(name) URINGLAB_STEP_##name,
enum uringlab_step { URINGLAB_STEPS(URINGLAB_STEP) };
#undef URINGLAB_STEP

#define URINGLAB_WAIT(name) URINGLAB_WAIT_##name,
enum uringlab_wait { URINGLAB_WAITS(URINGLAB_WAIT) };
#undef URINGLAB_WAIT

#define URINGLAB_TOUCH(name) URINGLAB_TOUCH_##name,
enum uringlab_touch { URINGLAB_TOUCHES(URINGLAB_TOUCH) };
#undef URINGLAB_TOUCH

#define URINGLAB_PERF(name) URINGLAB_PERF_##name,
enum uringlab_perf { URINGLAB_PERFS(URINGLAB_PERF) };
#undef URINGLAB_PERF

#define URINGLAB_PHASE(name) URINGLAB_PHASE_##name,
enum uringlab_phase { URINGLAB_PHASES(URINGLAB_PHASE) };
#undef URINGLAB_PHASE

/*
 * Latencies are counted in log-linear buckets: exact below 256 ns, then 128
 * buckets to the octave, so that the middle of a bucket is within 1/256
 * (0.39 %) of every value in it. The layout is HdrHistogram's. The slot after
 * the last bucket counts what is above URINGLAB_LATENCY_MAX_NS.
 */
#define URINGLAB_BUCKETS 3968
#define URINGLAB_LATENCY_MAX_NS UINT64_C(100000000000)

/*
 * slat, clat, lat and delivery, in this order, each of URINGLAB_BUCKETS + 1
 * counts. delivery is the time from the waker's clock, just before its call, or
 * from the moment at which a timeout ends, to that at which the completion is
 * seen; of reads and no-ops there is none. In a message the clock's time stands
 * in its head.
 */
#define URINGLAB_HISTOGRAMS 4

/* Failed reads are counted by errno; those above the table in slot 0. */
#define URINGLAB_ERRNOS 256

/* The window in equal parts, so that one can see whether it was steady. */
#define URINGLAB_SLICES 20

/* Texts of /proc of a window or turn: three files, read at either edge. */
#define URINGLAB_SNAPSHOTS 6

/* Arms of a cell, at most; a thread has no more registered rings either. */
#define URINGLAB_ARMS 16

#define URINGLAB_EXPORT __attribute__((visibility("default")))

/*
 * The lists above as text, one line each: a name, then its fields; and the
 * constants. Static storage.
 */
URINGLAB_EXPORT const char *uringlab_abi(void);

/* The name of a system call of this architecture, or NULL. Static storage. */
URINGLAB_EXPORT const char *uringlab_syscall_name(uint64_t number);

/* The version of the liburing that is linked in, "2.3" for example. */
URINGLAB_EXPORT const char *uringlab_liburing_version(void);

/*
 * Runs one cell: params->workers threads, each with a ring for every arm, keep
 * I/Os of params->load going; blocks until all have ended. Nothing refers to
 * the caller's memory any more when it returns.
 *
 * Returns 0 when the cell was measured. Otherwise -errno, with result->error
 * and result->step set: a refused step is never tried again in another way.
 * -EINVAL with step "parameters": a part of the memory has another size than
 * it should, or a parameter makes no sense; without a result, which then
 * could not be written, where memory->size or result_bytes is wrong.
 * -ETIMEDOUT with step "drain": result->in_flight reads never completed.
 */
URINGLAB_EXPORT int64_t
uringlab_run_cell(const struct uringlab_cell_memory *memory);

/*
 * Makes a ring with exactly these IORING_SETUP_* flags and closes it: 0, or
 * what io_uring_setup(2) answered.
 */
URINGLAB_EXPORT int64_t uringlab_probe_ring(uint64_t setup_flags,
					    uint64_t entries);

/*
 * Whether io_uring_enter(2) takes these IORING_ENTER_* flags beside GETEVENTS,
 * tried by a call that waits for nothing: 0, or what it answered; with
 * IORING_ENTER_REGISTERED_RING also what registering the ring answered.
 */
URINGLAB_EXPORT int64_t uringlab_probe_enter(uint64_t enter_flags);

/*
 * Whether rings take IORING_OP_READ: 0; -EINVAL where the kernel is older than
 * that; or what io_uring_setup(2) answered.
 */
URINGLAB_EXPORT int64_t uringlab_probe_reads(void);

/* CLOCK_MONOTONIC. */
URINGLAB_EXPORT uint64_t uringlab_now_ns(void);

/*
 * 1 when clock_gettime(CLOCK_MONOTONIC) is answered by the vDSO, 0 when it is
 * a system call here; -errno when that cannot be found out.
 */
URINGLAB_EXPORT int64_t uringlab_probe_clock(void);

/*
 * How much memory a cell with these parameters and params->arms arms locks, in
 * bytes; 0 where params->size or arms_bytes is not that of the structures.
 */
URINGLAB_EXPORT uint64_t
uringlab_cell_bytes(const struct uringlab_cell_params *params,
		    const struct uringlab_arm_params *arms,
		    uint64_t arms_bytes);

/* Locks that many bytes of fresh memory and gives them back: 0 or -errno. */
URINGLAB_EXPORT int64_t uringlab_probe_memlock(uint64_t bytes);

/*
 * Whether this thread can count its cycles and instructions in user mode, or
 * with kernel 1 those in the kernel too: 0, or what perf_event_open(2) answered.
 */
URINGLAB_EXPORT int64_t uringlab_probe_perf(uint64_t kernel);

/* Whether a thread of this process may run on exactly these CPUs: 0 or -errno. */
URINGLAB_EXPORT int64_t uringlab_probe_affinity(const uint64_t *cpus,
						uint64_t cpu_count);

/*
 * Opens path read-only with O_DIRECT, describes it, and reads one block of bs
 * bytes at offset 0 (bs 0: reads nothing). A block that is not there whole is
 * ENODATA, one that does not come within patience_ns ETIMEDOUT.
 * The caller sets target->size; -EINVAL, and nothing is written, where it is
 * wrong. Returns 0, or -errno with target->error and target->step set.
 */
URINGLAB_EXPORT int64_t uringlab_probe_target(const char *path, uint64_t bs,
					      uint64_t patience_ns,
					      struct uringlab_target *target);

/*
 * Moves every thread of this process to the given CPUs, so that threads made
 * from now on start there too. Returns the number of threads moved or -errno.
 */
URINGLAB_EXPORT int64_t uringlab_move_threads(const uint64_t *cpus,
					      uint64_t cpu_count);

/* The bucket that counts a latency of ns, and the lowest value it counts. */
URINGLAB_EXPORT uint64_t uringlab_bucket_of(uint64_t ns);
URINGLAB_EXPORT uint64_t uringlab_bucket_low(uint64_t bucket);

#endif
