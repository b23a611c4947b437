/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens a policy: finds the files, tells which variant answers, sets booleans as they are there. */
#include "policy-internal.h"

#include <errno.h>
#include <string.h>

static const char no_policy_here[] =
	N_("no SELinux policy was found on this host; install one (Debian: selinux-policy-default) "
	"or name a file with --policy");

/* Little endian, as in the file. */
static const unsigned char binary_magic[] = { 0x8c, 0xff, 0x7c, 0xf9 };

static int load(char *bytes, size_t length, struct arena *arena, struct policy **ret,
	const char **ret_why)
{
	static const char first[] = SCRIPTED_FIRST_LINE;

	if (length >= sizeof binary_magic && !memcmp(bytes, binary_magic, sizeof binary_magic))
		return policy_sepol_load(bytes, length, arena, ret, ret_why);
	if (length >= strlen(first) && !memcmp(bytes, first, strlen(first)))
		return policy_scripted_parse(bytes, length, arena, ret, ret_why);
	*ret_why = arena_printf(arena, _(": this is no SELinux policy (a policy is named policy.N or "
		"%s stands in its first line)"), first);
	return -EINVAL;
}

/* kind: "a policy", "booleans" */
static const char *read_problem(int error, const char *kind, struct arena *arena)
{
	switch (error) {
	case -ENOENT:
		return _(": there is no such file");
	case -EINVAL:
		return _(": this is not a file");
	case -EFBIG:
		return arena_printf(arena, _(": this file is too large for %s"), _(kind));
	default:
		return arena_printf(arena, _(": it cannot be read: %s"), strerror(-error));
	}
}

/* Reads a whole file; *ret_why is a sentence that names it. */
static int read_file(const char *path, const char *kind, struct arena *arena, char **ret,
	size_t *ret_length, const char **ret_why)
{
	int r = policy_file_read(path, ret, ret_length);

	if (r < 0)
		*ret_why = arena_printf(arena, "%s%s", path, read_problem(r, kind, arena));
	return r == -EFBIG ? -EINVAL : r;
}

static const char *contexts_of(const struct policy *policy, const struct policy_files *files,
	struct arena *arena)
{
	if (files->file_contexts)
		return files->file_contexts;
	if (!files->root && !policy->ops->goes_with_host)
		return NULL;
	return policy_find_file_contexts(files->root ? files->root : "", arena);
}

static int read_policy(const char *path, struct arena *arena, struct policy **ret,
	const char **ret_why)
{
	_cleanup_free_ char *bytes = NULL;
	const char *problem;
	size_t length;
	int r;

	r = read_file(path, N_("a policy"), arena, &bytes, &length, ret_why);
	if (r < 0)
		return r;
	r = load(bytes, length, arena, ret, &problem);
	if (r < 0) {
		*ret_why = arena_printf(arena, "%s%s", path, problem);
		return r;
	}
	(*ret)->path = arena_strdup((*ret)->arena, path);
	(*ret)->stamp = policy_stamp_begin(bytes, length, (*ret)->arena);
	return 0;
}

static int set_booleans(struct policy *policy, const char *path, struct arena *arena,
	const char **ret_why)
{
	_cleanup_free_ char *text = NULL;
	const char *problem;
	size_t length;
	int r;

	r = read_file(path, N_("booleans"), arena, &text, &length, ret_why);
	if (r < 0)
		return r;
	policy->stamp = policy_stamp_add(policy->stamp, text, length, policy->arena);
	r = states_apply(policy, text, length, arena, &problem);
	if (r < 0)
		*ret_why = arena_printf(arena, "%s%s", path, problem);
	return r;
}

static int open_file(const char *path, const struct policy_files *files, struct arena *arena,
	struct policy **ret, const char **ret_why)
{
	struct policy *policy;
	int r;

	r = read_policy(path, arena, &policy, ret_why);
	if (r < 0)
		return r;
	if (files->booleans)
		r = set_booleans(policy, files->booleans, arena, ret_why);
	if (r < 0) {
		policy_close(policy);
		return r;
	}
	policy->file_contexts = arena_strdup(policy->arena, contexts_of(policy, files, arena));
	policy->stamp = policy_stamp_add_contexts(policy->stamp, policy->file_contexts,
		policy->arena);
	*ret = policy;
	return 0;
}

static const char *no_policy(const struct policy_files *files, struct arena *arena)
{
	if (!files->root)
		return _(no_policy_here);
	return arena_printf(arena, _("%s: no SELinux policy was found below this folder; unpack the "
		"host's /etc/selinux there, or name a file with --policy"), files->root);
}

/* The kernel's policy may be closed to us, or newer than libsepol: then the installed one. */
static int open_installed(const struct policy_files *files, struct arena *arena,
	struct policy **ret, const char **ret_why)
{
	const char *const *paths = policy_find(files->root ? files->root : "", arena);
	int first = 0;

	for (size_t i = 0; paths[i]; i++) {
		const char *why;
		int r = open_file(paths[i], files, arena, ret, &why);

		if (r >= 0)
			return 0;
		if (first == 0) {
			first = r;
			*ret_why = why;
		}
	}
	if (first < 0)
		return first;
	*ret_why = no_policy(files, arena);
	return -ENOENT;
}

int policy_open(const struct policy_files *files, struct arena *arena, struct policy **ret,
	const char **ret_why)
{
	if (files->policy)
		return open_file(files->policy, files, arena, ret, ret_why);
	return open_installed(files, arena, ret, ret_why);
}

void policy_close(struct policy *policy)
{
	struct arena *arena;

	if (!policy)
		return;
	arena = policy->arena;
	labels_close(policy);
	policy->ops->close(policy);
	arena_free(arena);
}
