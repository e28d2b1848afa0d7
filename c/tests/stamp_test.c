/* The check of what was read. */
#include "../stamp.h"
#include "check.h"
#include "target.h"

#define BYTES 4096

static void test_size(size_t bytes, uint64_t offset)
{
	char good[BYTES], bad[BYTES];

	memset(good, 'x', sizeof(good));
	stamp_sectors(good, bytes, offset);
	CHECK(stamp_check(good, bytes, offset), ==, true);

	/* Each of the 16 bytes of each stamp counts; no other byte does. */
	for (size_t at = 0; at < bytes; at++) {
		memcpy(bad, good, sizeof(bad));
		bad[at] ^= 1;
		CHECK(stamp_check(bad, bytes, offset), ==,
		      at % TARGET_SECTOR >= 16);
	}

	CHECK(stamp_check(good, bytes, offset + bytes), ==, false);
	memcpy(bad, good, sizeof(bad));
	stamp_erase(bad, bytes);
	CHECK(stamp_check(bad, bytes, offset), ==, false);
	/* Every sector is erased, not the first alone. */
	for (size_t at = 0; at < bytes; at += TARGET_SECTOR)
		CHECK(stamp_check(bad + at, TARGET_SECTOR, offset + at), ==,
		      false);
}

/* A sector of zeros must not pass as sector 0 either. */
static void test_zeros(void)
{
	char zeros[TARGET_SECTOR] = { 0 };

	CHECK(stamp_check(zeros, sizeof(zeros), 0), ==, false);
}

int main(void)
{
	static const size_t sizes[] = { 512, 4096 };

	for (int i = 0; i < 2; i++) {
		test_size(sizes[i], 0);
		test_size(sizes[i], 7 * 4096);
		test_size(sizes[i], (UINT64_C(1) << 42) + 4096);
	}
	test_zeros();
	return 0;
}
