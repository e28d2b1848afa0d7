#include "symbols.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct symbol {
	uint64_t address;
	/* In the text of the whole file, which is kept. */
	const char *name;
};

static struct symbol *symbols;
static size_t symbol_count;

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

/* "ffffffff81389990 T task_work_add", and "\t[module]" after it. */
static bool parse(char *line, struct symbol *symbol)
{
	char *after;

	symbol->address = strtoull(line, &after, 16);
	if (after == line || strlen(after) < 4 || !strchr("tTwW", after[1]))
		return false;
	symbol->name = after + 3;
	after[3 + strcspn(after + 3, "\t")] = 0;
	return true;
}

/* The whole file; NULL, and errno. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, 0, file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static size_t lines_of(const char *text)
{
	size_t lines = 1;

	while ((text = strchr(text, '\n'))) {
		text++;
		lines++;
	}
	return lines;
}

int symbols_load(void)
{
	char *text = read_text("/proc/kallsyms"), *rest;
	bool hidden = true;

	if (!text)
		return errno ? -errno : -ENOENT;
	symbols = calloc(lines_of(text), sizeof(*symbols));
	if (!symbols) {
		free(text);
		return -ENOMEM;
	}
	for (char *line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		struct symbol *symbol = &symbols[symbol_count];

		if (!parse(line, symbol))
			continue;
		hidden = hidden && !symbol->address;
		symbol_count++;
	}
	if (hidden)
		return symbol_count ? -EPERM : -ENOENT;
	qsort(symbols, symbol_count, sizeof(*symbols), by_address);
	return 0;
}

/* The index of the last symbol at or before an address; -1 before the first. */
static ptrdiff_t last_before(uint64_t address)
{
	size_t low = 0, high = symbol_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbols[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return (ptrdiff_t)low - 1;
}

const char *symbol_at(uint64_t address)
{
	ptrdiff_t i = last_before(address);

	if (i < 0 || !symbols[i].address)
		return NULL;
	/* The end of a section: what follows has no names. */
	return strncmp(symbols[i].name, "_e", 2) ? symbols[i].name : NULL;
}

static const struct symbol *find(const char *name)
{
	for (size_t i = 0; i < symbol_count; i++)
		if (!strcmp(symbols[i].name, name))
			return &symbols[i];
	return NULL;
}

bool symbol_exists(const char *name)
{
	return find(name);
}

bool symbol_range(const char *name, uint64_t *start, uint64_t *end)
{
	const struct symbol *symbol = find(name), *next;

	if (!symbol || !symbol->address)
		return false;
	for (next = symbol; next < symbols + symbol_count; next++) {
		if (next->address > symbol->address) {
			*start = symbol->address;
			*end = next->address;
			return true;
		}
	}
	return false;
}
