/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of json*.c only: strings and numbers into JSON and, with distrust, out of it again.
 */
#ifndef AVOCET_JSON_H
#define AVOCET_JSON_H

#include "alert.h"

/* Sets NAME to the text (nothing when NULL) in UTF-8; when that cannot hold it exactly, also
 * NAME_bytes to the bytes in base64. */
void json_put_text(json_t *object, const char *name, const char *text);
/* A text as json_put_text() wrote it; NULL when there is none. */
const char *json_get_text(const json_t *object, const char *name, struct arena *arena);
/* The same in place for the name of something; "" when there is none. */
const char *json_get_name(const json_t *object, const char *name);
/* A list of strings, and back; items that are no strings are passed over. Never NULL. */
json_t *json_from_list(const char *const *list);
const char *const *json_to_list(const json_t *array, struct arena *arena);
/* Returns 0, or -EINVAL when it is no whole number from min to max. */
int json_get_number(const json_t *object, const char *name, int64_t min, int64_t max, int64_t *ret);
/* A string that is surely valid. */
json_t *json_from_text(const char *text);

/* Writes the denial into an object that may have members already; see denial_to_json(). */
void json_put_denial(json_t *json, const struct denial *denial);
/* The package that the program is from, into and out of the member "source", which is there. */
void json_put_package(json_t *json, const struct alert *alert);
/* A verdict as alert_to_json() shows it, rendered and with its templates; and back. */
json_t *json_from_verdict(const struct alert *alert, const struct verdict *verdict);
int json_to_verdict(const json_t *json, struct arena *arena, struct verdict *ret);

/* What the store remembers besides: hours, muted, earlier, fixed. */
void json_put_memory(json_t *json, const struct alert *alert);
void json_get_memory(const json_t *json, struct arena *arena, struct alert *alert);

#endif
