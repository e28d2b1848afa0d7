/*
 * The versions that these functions had before glibc 2.32 and 2.34 moved them
 * from libpthread into libc; they are the same functions. What is built on a new
 * distribution then loads on an old one: nothing in c/ needs more than glibc
 * 2.27, which is what Deno needs. The Makefile includes this file in front of
 * every source of the library.
 */
#if defined(__gnu_linux__) && defined(__x86_64__)
#define OLD_VERSION(function, x86_64, aarch64) \
	__asm__(".symver " #function "," #function "@GLIBC_" x86_64)
#elif defined(__gnu_linux__) && defined(__aarch64__)
#define OLD_VERSION(function, x86_64, aarch64) \
	__asm__(".symver " #function "," #function "@GLIBC_" aarch64)
#endif

#ifdef OLD_VERSION
OLD_VERSION(pthread_attr_setstack, "2.2.5", "2.17");
OLD_VERSION(pthread_condattr_setclock, "2.3.3", "2.17");
OLD_VERSION(pthread_create, "2.2.5", "2.17");
OLD_VERSION(pthread_detach, "2.2.5", "2.17");
OLD_VERSION(pthread_join, "2.2.5", "2.17");
OLD_VERSION(pthread_kill, "2.2.5", "2.17");
OLD_VERSION(pthread_setname_np, "2.12", "2.17");
OLD_VERSION(pthread_sigmask, "2.2.5", "2.17");
OLD_VERSION(pthread_tryjoin_np, "2.3.3", "2.17");
#undef OLD_VERSION
#endif
