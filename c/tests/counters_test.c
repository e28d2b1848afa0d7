/* The counters of a plain cell agree with each other. */
#include "cell.h"

#define WORKERS 2

static uint64_t total(const uint64_t *histogram)
{
	uint64_t sum = 0;

	for (int i = 0; i < HISTOGRAM_SLOTS; i++)
		sum += histogram[i];
	return sum;
}

static void check_latency(uint64_t ios, uint64_t sum, uint64_t min,
			  uint64_t max)
{
	CHECK(min, <=, max);
	CHECK(sum, >=, ios * min);
	CHECK(sum, <=, ios * max);
}

static void check_worker(const struct uringlab_worker_result *w)
{
	CHECK(w->size, ==, sizeof(*w));
	CHECK(w->tid, >, 0);
	check_single_counters(w);
	check_latency(w->ios, w->slat_sum_ns, w->slat_min_ns, w->slat_max_ns);
	check_latency(w->ios, w->clat_sum_ns, w->clat_min_ns, w->clat_max_ns);
	check_latency(w->ios, w->lat_sum_ns, w->lat_min_ns, w->lat_max_ns);
	CHECK(w->lat_sum_ns, ==, w->slat_sum_ns + w->clat_sum_ns);
	CHECK(w->lat_max_ns, <=, w->slat_max_ns + w->clat_max_ns);
	CHECK(w->lat_min_ns, >=, w->slat_min_ns + w->clat_min_ns);
}

/* The occupied buckets reach from that of the least to that of the greatest. */
static void check_histogram(const uint64_t *histogram, uint64_t ios,
			    uint64_t min, uint64_t max)
{
	int first = 0, last = URINGLAB_BUCKETS;

	CHECK(total(histogram), ==, ios);
	while (!histogram[first])
		first++;
	while (!histogram[last])
		last--;
	CHECK(first, ==, uringlab_bucket_of(min));
	CHECK(last, ==, uringlab_bucket_of(max));
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t greatest(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static void check_histograms(const struct cell_run *run)
{
	const struct uringlab_worker_result *a = &run->workers[0];
	const struct uringlab_worker_result *b = &run->workers[1];
	uint64_t ios = a->ios + b->ios;

	check_histogram(run->histograms[0], ios,
			least(a->slat_min_ns, b->slat_min_ns),
			greatest(a->slat_max_ns, b->slat_max_ns));
	check_histogram(run->histograms[1], ios,
			least(a->clat_min_ns, b->clat_min_ns),
			greatest(a->clat_max_ns, b->clat_max_ns));
	check_histogram(run->histograms[2], ios,
			least(a->lat_min_ns, b->lat_min_ns),
			greatest(a->lat_max_ns, b->lat_max_ns));
}

static void check_snapshots(const struct cell_run *run)
{
	static const char *const held[] = { "CPU", "cpu ", "" };
	const char *texts = run->snapshots;

	for (int i = 0; i < URINGLAB_SNAPSHOTS; i++, texts += SNAPSHOT_BYTES)
		CHECK(strstr(texts, held[i % 3]) != NULL, ==, true);
}

static void check_result(const struct cell_run *run)
{
	const struct uringlab_cell_result *r = &run->result;

	CHECK(r->size, ==, sizeof(*r));
	CHECK(r->window_end_ns - r->window_start_ns, ==,
	      run->params.runtime_ns);
	CHECK(r->snapshot_start_ns, >=, r->window_start_ns);
	CHECK(r->snapshot_end_ns, >=, r->window_end_ns);
	CHECK(r->locked_bytes, ==, cell_bytes(run));
	CHECK(run->live.phase, ==, URINGLAB_PHASE_done);
	/* Ramp and drain included. */
	CHECK(run->live.ios, >, run->workers[0].ios + run->workers[1].ios);
	for (int i = 0; i < URINGLAB_ERRNOS; i++)
		CHECK(run->errnos[i], ==, 0);
	CHECK(r->strayed, ==, 0);
}

/* Every read of the window is in one of its slices. */
static void check_slices(const struct cell_run *run)
{
	uint64_t ios = 0, sliced = 0;

	for (int i = 0; i < WORKERS; i++)
		ios += run->workers[i].ios;
	for (int i = 0; i < URINGLAB_SLICES; i++)
		sliced += run->slices[i];
	CHECK(sliced, ==, ios);
}

/* A worker may have no CPU during so short a window: that proves nothing. */
static struct cell_run *run_until_both_read(const char *path)
{
	for (;;) {
		struct cell_run *run = new_cell(path);

		run->params.workers = WORKERS;
		check_measured(run);
		if (run->workers[0].ios && run->workers[1].ios)
			return run;
		free_cell_run(run);
	}
}

int main(void)
{
	struct target target = make_target(BLOCKS);
	struct cell_run *run = run_until_both_read(target.path);

	check_no_bad_reads(run);
	check_result(run);
	for (int i = 0; i < WORKERS; i++)
		check_worker(&run->workers[i]);
	CHECK(run->workers[0].tid, !=, run->workers[1].tid);
	check_histograms(run);
	check_slices(run);
	check_snapshots(run);
	free_cell_run(run);
	return 0;
}
