/*
 * The other ends of a waker's connections: a message that has come is answered
 * at once by another one as long, with the clock's time in its first eight bytes. Plain recv(2) and send(2), and
 * epoll to learn of what has come: the kernel's other way to do this.
 */
#ifndef ECHO_H
#define ECHO_H

#include "wake.h"

/* The longest message, which is sent and received in one piece. */
#define ECHO_BYTES 4096

/* Makes what waits for messages: a descriptor to be closed, or -errno. */
int echo_open(void);

/* Waits for the messages of a lane's connections too: 0 or -errno. */
int echo_add(int epoll, struct wake *wake);

/*
 * Waits for messages and answers them, with a buffer of ECHO_BYTES: 0, also when a signal has come, or the
 * errno of a call that was refused.
 */
int echo_serve(int epoll, char *buffer);

#endif
