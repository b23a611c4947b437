/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which label the file contexts give to a path. They cost megabytes, so they are opened late. */
#define HASH_NONFATAL_OOM 0
#include <uthash.h>

#include "policy-internal.h"

#include <errno.h>
#include <libgen.h>
#include <selinux/label.h>
#include <selinux/selinux.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *tclass;
	mode_t mode;
} class_modes[] = {
	{ "file", S_IFREG },
	{ "dir", S_IFDIR },
	{ "lnk_file", S_IFLNK },
	{ "chr_file", S_IFCHR },
	{ "blk_file", S_IFBLK },
	{ "sock_file", S_IFSOCK },
	{ "fifo_file", S_IFIFO },
};

/* 0 lets entries for any kind of file answer. */
static mode_t mode_of_class(const char *tclass)
{
	for (size_t i = 0; i < ARRAY_SIZE(class_modes); i++) {
		if (text_equal(tclass, class_modes[i].tclass))
			return class_modes[i].mode;
	}
	return 0;
}

__attribute__((format(printf, 2, 3))) static int say_nothing(int type, const char *format, ...)
{
	return 0;
}

static int labels_open(struct policy *policy)
{
	struct selinux_opt options[] = { { SELABEL_OPT_PATH, policy->file_contexts } };

	if (policy->labels)
		return 0;
	if (!policy->file_contexts)
		return -ENODATA;
	/* libselinux would print on stderr what we say ourselves. */
	selinux_set_callback(SELINUX_CB_LOG, (union selinux_callback){ .func_log = say_nothing });
	policy->labels = selabel_open(SELABEL_CTX_FILE, options, ARRAY_SIZE(options));
	if (policy->labels)
		return 0;
	policy->file_contexts = NULL; /* tried once */
	return -ENODATA;
}

/* ---- answers that were given before: each is asked for by several ---- */

#define MOST_ANSWERS 2048

struct answer {
	const char *key;	/* the mode in octal, and the path */
	const char *context;	/* NULL: none */
	UT_hash_handle hh;
};

struct answers {
	struct arena *arena;
	struct answer *found;
};

static void answers_forget(struct answers *answers)
{
	HASH_CLEAR(hh, answers->found);
	arena_free(answers->arena);
	answers->arena = NULL;
}

static struct answer *answers_add(struct answers *answers, const char *key,
	const char *context)
{
	struct answer *answer;

	if (HASH_COUNT(answers->found) >= MOST_ANSWERS)
		answers_forget(answers);
	if (!answers->arena)
		answers->arena = arena_new();
	answer = arena_alloc(answers->arena, sizeof *answer);
	answer->key = arena_strdup(answers->arena, key);
	answer->context = arena_strdup(answers->arena, context);
	HASH_ADD_KEYPTR(hh, answers->found, answer->key, strlen(answer->key), answer);
	return answer;
}

static const struct answer *look_up(struct policy *policy, const char *path, mode_t mode,
	struct arena *arena)
{
	const char *key = arena_printf(arena, "%o %s", mode, path);
	struct answer *known = NULL;
	char *context = NULL;

	if (!policy->answers)
		policy->answers = arena_alloc(policy->arena, sizeof *policy->answers);
	HASH_FIND_STR(policy->answers->found, key, known);
	if (known)
		return known;
	if (selabel_lookup_raw(policy->labels, &context, path, (int)mode) < 0)
		context = NULL;
	known = answers_add(policy->answers, key, context);
	freecon(context);
	return known;
}

int labels_lookup(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena, const char **ret_context)
{
	const struct answer *answer;
	int r;

	r = labels_open(policy);
	if (r < 0)
		return r;
	answer = look_up(policy, path, mode_of_class(tclass), arena);
	if (!answer->context)
		return -ENOENT;
	*ret_context = arena_strdup(arena, answer->context);
	return 0;
}

bool policy_has_labels(struct policy *policy)
{
	return labels_open(policy) >= 0;
}

bool policy_is_customizable(struct policy *policy, const char *type)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	_cleanup_file_ FILE *file = NULL;
	char line[256];

	if (!policy->file_contexts)
		return false;
	/* CONTEXTS/files/file_contexts and CONTEXTS/customizable_types */
	file = fopen(arena_printf(arena, "%s/../customizable_types",
		dirname(arena_strdup(arena, policy->file_contexts))), "re");
	while (file && fgets(line, sizeof line, file)) {
		line[strcspn(line, " \t\r\n")] = '\0';
		if (strcmp(line, type) == 0)
			return true;
	}
	return false;
}

void labels_close(struct policy *policy)
{
	if (policy->labels)
		selabel_close(policy->labels);
	policy->labels = NULL;
	if (policy->answers)
		answers_forget(policy->answers);
}
