#ifndef PRIORITY_H
#define PRIORITY_H

/*
 * Adds to the nice value of the calling thread, and of the threads that it
 * starts from then on; beyond 19 there is none. Returns 0 or -errno.
 */
int be_nicer(int more);

#endif
