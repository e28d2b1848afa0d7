#include "json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* A comma is due before the next value. */
static bool due;

static void quoted(const char *text)
{
	putchar('"');
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		/* Names of threads are bytes of anybody's choice. */
		if (*c == '"' || *c == '\\')
			printf("\\%c", *c);
		else if (*c < 0x20 || *c >= 0x7f)
			printf("\\u%04x", *c);
		else
			putchar(*c);
	}
	putchar('"');
}

static void begin(const char *name)
{
	if (due)
		putchar(',');
	if (name) {
		quoted(name);
		putchar(':');
	}
	due = true;
}

void json_open(const char *name, char bracket)
{
	begin(name);
	putchar(bracket);
	due = false;
}

void json_close(char bracket)
{
	putchar(bracket);
	due = true;
}

void json_string(const char *name, const char *text)
{
	begin(name);
	quoted(text);
}

void json_number(const char *name, uint64_t number)
{
	begin(name);
	printf("%" PRIu64, number);
}

void json_big(const char *name, uint64_t number)
{
	begin(name);
	printf("\"%" PRIu64 "\"", number);
}

void json_null(const char *name)
{
	begin(name);
	fputs("null", stdout);
}

void json_optional_string(const char *name, const char *text)
{
	if (text)
		json_string(name, text);
	else
		json_null(name);
}

void json_bool(const char *name, bool value)
{
	begin(name);
	fputs(value ? "true" : "false", stdout);
}

int json_end(void)
{
	putchar('\n');
	due = false;
	if (fflush(stdout))
		return -errno;
	return 0;
}
