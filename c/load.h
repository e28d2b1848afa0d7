/* What kinds of load there are: a part of the boundary of uringlab.h. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What I/Os are. Those of eventfd, pipe, futex and msg_ring wait for a waker, a
 * thread of the cell's on a CPU of its own choice, which completes each of them
 * by a system call (waker.h). An I/O of unix, tcp and udp is a message there and
 * back, on a connection of its own or of a few: IORING_OP_SEND and
 * IORING_OP_RECV here, recv(2) and send(2) of the waker at the other end. That
 * of accept is a connection, which the waker makes and the worker closes again.
 */
#define URINGLAB_LOADS(X)                                                      \
	X(read)    /* IORING_OP_READ of a block of the target */               \
	X(nop)     /* IORING_OP_NOP, which the submit call completes */        \
	X(eventfd) /* IORING_OP_READ of an eventfd of the I/O's own */         \
	X(pipe)    /* the same of a pipe */                                    \
	X(futex)   /* IORING_OP_FUTEX_WAIT on a futex of the I/O's own */      \
	X(msg_ring) /* IORING_OP_MSG_RING of the waker's ring; the worker      \
		       submits nothing */                                      \
	X(timeout) /* IORING_OP_TIMEOUT, which one of the kernel's timers ends */ \
	X(unix)    /* a message by a pair of stream sockets */                 \
	X(tcp)     /* the same by a connection over the loopback interface */  \
	X(udp)     /* the same by two datagram sockets, likewise */            \
	X(accept)  /* IORING_OP_ACCEPT of a TCP connection on loopback */

#define URINGLAB_LOAD(name) URINGLAB_LOAD_##name,
enum uringlab_load { URINGLAB_LOADS(URINGLAB_LOAD) };
#undef URINGLAB_LOAD

/* How the messages of sockets are received. */
#define URINGLAB_RECVS(X)                                                      \
	X(single)     /* one IORING_OP_RECV for each message */                \
	X(multishot)  /* one for all, into provided buffers; 6.0 */            \
	X(poll_first) /* IORING_RECVSEND_POLL_FIRST: waits before it looks; 5.19 */ \
	X(bundle)     /* multishot, which takes several buffers at once; 6.10 */

#define URINGLAB_RECV(name) URINGLAB_RECV_##name,
enum uringlab_recv { URINGLAB_RECVS(URINGLAB_RECV) };
#undef URINGLAB_RECV

/* How connections are accepted. */
#define URINGLAB_ACCEPTS(X)                                                    \
	X(single)    /* one IORING_OP_ACCEPT for each connection */            \
	X(multishot) /* IORING_ACCEPT_MULTISHOT, one for all; 5.19 */

#define URINGLAB_ACCEPT(name) URINGLAB_ACCEPT_##name,
enum uringlab_accept { URINGLAB_ACCEPTS(URINGLAB_ACCEPT) };
#undef URINGLAB_ACCEPT

/* By what messages and connections are waited for. */
#define URINGLAB_ENGINES(X)                                                    \
	X(io_uring)                                                            \
	X(epoll)    /* epoll_wait(2) with send(2) and recv(2), or accept4(2) */ \
	X(blocking) /* send(2) and recv(2), or accept4(2), of one connection */

#define URINGLAB_ENGINE(name) URINGLAB_ENGINE_##name,
enum uringlab_engine { URINGLAB_ENGINES(URINGLAB_ENGINE) };
#undef URINGLAB_ENGINE

/* By what call the waker of msg_ring posts a CQE. */
#define URINGLAB_SENDS(X)                                                      \
	X(ring)     /* IORING_OP_MSG_RING, by a ring of its own */             \
	X(register) /* IORING_REGISTER_SEND_MSG_RING, without one; 6.13 */

#define URINGLAB_SEND(name) URINGLAB_SEND_##name,
enum uringlab_send { URINGLAB_SENDS(URINGLAB_SEND) };
#undef URINGLAB_SEND

/* Whether a way to receive takes buffers that the kernel was given before. */
static inline bool recv_takes_provided(uint64_t recv)
{
	return recv == URINGLAB_RECV_multishot || recv == URINGLAB_RECV_bundle;
}

/* The connections of a lane; pipeline is 0 only where nobody has checked it. */
static inline unsigned connections_of(uint64_t iodepth, uint64_t pipeline)
{
	return pipeline ? iodepth / pipeline : 0;
}

/* Messages there and back; their sockets are the cell's own. */
static inline bool load_is_socket(uint64_t load)
{
	return load == URINGLAB_LOAD_unix || load == URINGLAB_LOAD_tcp ||
	       load == URINGLAB_LOAD_udp;
}

/* Whether I/Os are of connections, by messages or because they are new. */
static inline bool load_has_connections(uint64_t load)
{
	return load_is_socket(load) || load == URINGLAB_LOAD_accept;
}

/*
 * Whether a waker has to be asked to complete an I/O, when its submit call has
 * returned. That of a socket load hears of it by the message.
 */
static inline bool load_is_asked(uint64_t load)
{
	return load == URINGLAB_LOAD_eventfd || load == URINGLAB_LOAD_pipe ||
	       load == URINGLAB_LOAD_futex ||
	       load == URINGLAB_LOAD_msg_ring || load == URINGLAB_LOAD_accept;
}

/* Whether an I/O is a request to the worker's ring, and no message into it. */
static inline bool load_submits(uint64_t load)
{
	return load != URINGLAB_LOAD_msg_ring;
}

/* Whether a thread of the cell's completes the I/Os, by a system call each. */
static inline bool load_has_waker(uint64_t load)
{
	return load_is_asked(load) || load_is_socket(load);
}

/* Whether it is known when the cause of a completion came about. */
static inline bool load_is_delivered(uint64_t load)
{
	return load_has_waker(load) || load == URINGLAB_LOAD_timeout;
}

/* Whether the I/Os are reads of a descriptor into a buffer. */
static inline bool load_reads(uint64_t load)
{
	return load == URINGLAB_LOAD_read || load == URINGLAB_LOAD_eventfd ||
	       load == URINGLAB_LOAD_pipe;
}

/* Whether the I/Os name a descriptor, which can be registered. */
static inline bool load_has_files(uint64_t load)
{
	return load_reads(load) || load_has_connections(load);
}

#endif
