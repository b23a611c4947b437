/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: differential PATTERN...
 *
 * What we read in audit logs is what libauparse reads in them, wherever libauparse is right. The
 * files that fit the patterns are compared, and generated events. AVOCET_SEED=N repeats a run.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "differential.h"

#define GENERATED 3000
#define FILE_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* Of some records libauparse loses what it had allocated. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libauparse";
}

static bool all_raw(auparse_state_t *theirs)
{
	auparse_first_record(theirs);
	do {
		if (!is_raw(auparse_get_record_text(theirs)))
			return false;
	} while (auparse_next_record(theirs) > 0);
	return true;
}

static void compare_event(const struct heard *heard, auparse_state_t *theirs)
{
	auparse_first_record(theirs);
	do {
		compare_fields(theirs);
	} while (auparse_next_record(theirs) > 0);
	compare_facts(heard, theirs);
}

static void compare(const char *bytes)
{
	struct heard *heard = hear_all(bytes, strlen(bytes));
	auparse_state_t *theirs = auparse_init(AUSOURCE_BUFFER, bytes);

	if (!theirs)
		abort();
	auparse_set_escape_mode(theirs, AUPARSE_ESC_RAW);
	while (auparse_next_event(theirs) > 0)
		if (all_raw(theirs))
			compare_event(heard, theirs);
	auparse_destroy(theirs);
	judge_unread(heard);
	heard_free(heard);
}

static void compare_file(const char *path)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *bytes = calloc(1, FILE_MAX_BYTES + 1);

	if (!file || !bytes || fread(bytes, 1, FILE_MAX_BYTES, file) == 0) {
		perror(path);
		exit(1);
	}
	compare(bytes);
}

static size_t compare_files(const char *pattern)
{
	glob_t found = { 0 };
	size_t count;

	if (glob(pattern, 0, NULL, &found) != 0)
		printf("no file fits %s\n", pattern);
	count = found.gl_pathc;
	for (size_t i = 0; i < count; i++)
		compare_file(found.gl_pathv[i]);
	globfree(&found);
	return count;
}

int main(int argc, char **argv)
{
	_cleanup_free_ char *generated = NULL;
	bool complete = argc > 1;

	for (int i = 1; i < argc; i++)
		complete &= compare_files(argv[i]) > 0;
	generated = generate_log(GENERATED);
	compare(generated);
	return judgement() && complete ? 0 : 1;
}
