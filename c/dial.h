/*
 * The waker's ends of connections that a lane accepts. Each is made anew for
 * every I/O of its slot, when the lane has closed what it had accepted before.
 */
#ifndef DIAL_H
#define DIAL_H

#include "wake.h"

/*
 * Resets the slot's last connection, if it had one, and gets ready to connect:
 * 0, or an errno with the step that was refused. It is accept with EPROTO where
 * the lane has closed another one in the place of that connection.
 */
int dial_prepare(struct wake *wake, unsigned slot, enum uringlab_step *step);

/*
 * Connects: 0, also where the lane has closed the connection before the call
 * returns; or errno, EINTR where a signal came first.
 */
int dial_connect(struct wake *wake, unsigned slot);

#endif
