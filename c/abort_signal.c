#include "abort_signal.h"

#include <pthread.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned users;
static struct sigaction callers;

static void do_nothing(int signal)
{
	(void)signal;
}

void abort_signal_take(void)
{
	struct sigaction action = { .sa_handler = do_nothing };

	pthread_mutex_lock(&mutex);
	if (!users++)
		sigaction(ABORT_SIGNAL, &action, &callers);
	pthread_mutex_unlock(&mutex);
}

void abort_signal_give_back(void)
{
	pthread_mutex_lock(&mutex);
	if (!--users)
		sigaction(ABORT_SIGNAL, &callers, NULL);
	pthread_mutex_unlock(&mutex);
}
