/* For the loop: which way a branch goes nearly always. */
#ifndef BRANCHES_H
#define BRANCHES_H

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#endif
