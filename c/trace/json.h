/* Writes JSON, one value a line, to stdout. */
#ifndef URINGLAB_TRACE_JSON_H
#define URINGLAB_TRACE_JSON_H

#include <stdbool.h>
#include <stdint.h>

/* Opens an object or a list, as member `name`; NULL inside a list. */
void json_open(const char *name, char bracket);
void json_close(char bracket);
void json_string(const char *name, const char *text);
void json_number(const char *name, uint64_t number);
/* As text, as it may not fit what readers make of numbers. */
void json_big(const char *name, uint64_t number);
void json_null(const char *name);
/* The text, or null where there is none. */
void json_optional_string(const char *name, const char *text);
void json_bool(const char *name, bool value);
/* Ends the line and sends it; -errno where nobody reads it any more. */
int json_end(void);

#endif
