/* The signal that ends the system calls in which threads of a cell wait. */
#ifndef ABORT_SIGNAL_H
#define ABORT_SIGNAL_H

#include <signal.h>

/* Does nothing but end a wait. */
#define ABORT_SIGNAL SIGURG

/*
 * Installs its handler, unless another cell has done so already. Without it
 * the kernel ignores the signal, and a wait does not end.
 */
void abort_signal_take(void);

/* Gives the signal back to the caller's handler when no cell needs it. */
void abort_signal_give_back(void);

#endif
