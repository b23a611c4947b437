/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which label the file contexts give to a path. They cost megabytes, so they are opened late. */
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

int labels_lookup(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena, const char **ret_context)
{
	char *context;
	int r;

	r = labels_open(policy);
	if (r < 0)
		return r;
	if (selabel_lookup_raw(policy->labels, &context, path, (int)mode_of_class(tclass)) < 0)
		return -ENOENT;
	*ret_context = arena_strdup(arena, context);
	freecon(context);
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
}
