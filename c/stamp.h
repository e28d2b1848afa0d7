/*
 * The stamp that every 512-byte sector of a target made by uringlab begins
 * with: the 8 letters "uringlab", then the sector's number, little-endian.
 */
#ifndef STAMP_H
#define STAMP_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SECTOR 512
#define STAMP_MAGIC "uringlab"

/* So that a read that changes nothing in the buffer cannot pass the check. */
static inline void stamp_erase(char *buffer, size_t bytes)
{
	for (size_t at = 0; at < bytes; at += SECTOR)
		memset(buffer + at, 0, 16);
}

/* Whether buffer holds the bytes that belong at this offset of the target. */
static inline bool stamp_check(const char *buffer, size_t bytes,
			       uint64_t offset)
{
	for (size_t at = 0; at < bytes; at += SECTOR) {
		uint64_t number;

		memcpy(&number, buffer + at + 8, sizeof(number));
		if (memcmp(buffer + at, STAMP_MAGIC, 8) ||
		    le64toh(number) != (offset + at) / SECTOR)
			return false;
	}
	return true;
}

#endif
