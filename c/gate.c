#include "gate.h"

#include <time.h>

void gate_init(struct gate *gate, unsigned quota_left)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&gate->mutex, NULL);
	pthread_cond_init(&gate->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	gate->quota_left = quota_left;
}

void gate_await_start(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	gate->ready_count++;
	pthread_cond_broadcast(&gate->changed);
	while (!gate->started)
		pthread_cond_wait(&gate->changed, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);
}

void gate_note_quota(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	gate->quota_left--;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
}

void gate_note_failure(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	gate->failed = true;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
}

bool gate_has_failed(struct gate *gate)
{
	bool failed;

	pthread_mutex_lock(&gate->mutex);
	failed = gate->failed;
	pthread_mutex_unlock(&gate->mutex);
	return failed;
}

void gate_note_done(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	gate->done_count++;
	pthread_cond_broadcast(&gate->changed);
	pthread_mutex_unlock(&gate->mutex);
}

void gate_await_release(struct gate *gate)
{
	pthread_mutex_lock(&gate->mutex);
	while (!gate->released)
		pthread_cond_wait(&gate->changed, &gate->mutex);
	pthread_mutex_unlock(&gate->mutex);
}
