/*
 * The other ends of a waker's connections: messages that have come are answered
 * at once by others as long, each with its number and the clock's time in its
 * head, those of one receive by one send. Plain recv(2) and send(2), and epoll
 * to learn of what has come: the kernel's other way to do this.
 */
#ifndef ECHO_H
#define ECHO_H

#include "message.h"
#include "wake.h"

/* What one receive takes at most: several messages of any length. */
#define ECHO_BYTES (4 * MESSAGE_BYTES_MAX)

/* Makes what waits for messages: a descriptor to be closed, or -errno. */
int echo_open(void);

/* Waits for the messages of a lane's connections too: 0 or -errno. */
int echo_add(int epoll, struct wake *wake);

/*
 * Waits for messages and answers them, with a buffer of ECHO_BYTES: 0, also when
 * a signal has come, or the errno of a call that was refused.
 */
int echo_serve(int epoll, char *buffer);

#endif
