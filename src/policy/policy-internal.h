/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the variants of a policy share, and nobody outside this folder sees (but the tests). */
#ifndef AVOCET_POLICY_INTERNAL_H
#define AVOCET_POLICY_INTERNAL_H

#include "policy.h"

struct selabel_handle;

/* One answer a question of policy.h, with the same rules. */
struct policy_ops {
	/* Whose labels fit when no file contexts were named: this host's, or nobody's. */
	bool goes_with_host;
	void (*close)(struct policy *policy);
	void (*why)(struct policy *policy, const struct policy_access *access, struct arena *arena,
		struct policy_why *ret);
	size_t (*boolean_sets)(struct policy *policy, const struct policy_access *access,
		struct arena *arena, const struct policy_boolean_set **ret);
	int (*boolean_state)(struct policy *policy, const char *name, bool *ret_on);
	/* While it is opened; 0 or -ENOENT. */
	int (*set_boolean)(struct policy *policy, const char *name, bool on);
	/* NULL: only its name tells */
	const char *(*boolean_meaning)(struct policy *policy, const char *name,
		struct arena *arena);
	const char *const *(*target_types)(struct policy *policy,
		const struct policy_access *access, const char *attribute, struct arena *arena);
	bool (*allows)(struct policy *policy, const struct policy_access *access);
	bool (*allows_with_rule)(struct policy *policy, const struct policy_access *access);
	const char *(*transition)(struct policy *policy, const char *source, const char *target,
		const char *tclass, struct arena *arena);
	const char *(*port_type)(struct policy *policy, const char *protocol, unsigned port,
		struct arena *arena);
	bool (*type_has_attribute)(struct policy *policy, const char *type, const char *attribute);
	bool (*has_type)(struct policy *policy, const char *type);
	bool (*is_permissive)(struct policy *policy, const char *type);
	const char *(*bounded_by)(struct policy *policy, const char *type);
	const char *(*handle_unknown)(struct policy *policy);
	int (*default_context)(struct policy *policy, const char *path, const char *tclass,
		struct arena *arena, const char **ret_context);
	const char *(*folder_of_type)(struct policy *policy, const char *type,
		struct arena *arena);
	const char *const *(*machine_lines)(const struct policy *policy);
};

struct policy {
	const struct policy_ops *ops;
	struct arena *arena;		/* lives as long as the policy */
	const char *path, *stamp;
	const char *file_contexts;	/* NULL: nobody to ask for labels */
	struct selabel_handle *labels;	/* opened at the first question */
	struct answers *answers;	/* about labels, given before */
	struct folders *folders;	/* read at the first question */
	struct meanings *meanings;	/* read at the first question */
};

/* ---- find.c: the files that a host itself would answer from ---- */

/* What policy_files leaves open, in the order in which to try. root stands before every path
 * ("" for this host). Ends with NULL; empty when the host has no policy. */
const char *const *policy_find(const char *root, struct arena *arena);
/* The file_contexts of the host's policy type; NULL when there are none. */
const char *policy_find_file_contexts(const char *root, struct arena *arena);

/* ---- file.c ---- */

/* Reads a whole file, a NUL put behind it. The caller frees *ret. Returns 0 or a negative errno,
 * -EINVAL for what is no regular file, -EFBIG when it is larger than any policy. */
void policy_heap_prepare(size_t file_length);
int policy_file_read(const char *path, char **ret, size_t *ret_length);
/* A stamp names the bytes of the policy, then whatever else answers depend on is added: more bytes,
 * the state of the file contexts (NULL: nothing). */
const char *policy_stamp_begin(const char *bytes, size_t length, struct arena *arena);
const char *policy_stamp_add(const char *stamp, const char *bytes, size_t length,
	struct arena *arena);
const char *policy_stamp_add_contexts(const char *stamp, const char *file_contexts,
	struct arena *arena);

/* ---- states.c ---- */

/* Sets booleans as the text says. Returns 0, or -EINVAL with the rest of a sentence that begins with
 * the file's name in *ret_why. */
int states_apply(struct policy *policy, const char *text, size_t length, struct arena *arena,
	const char **ret_why);

/* ---- labels.c ---- */

int labels_lookup(struct policy *policy, const char *path, const char *tclass,
	struct arena *arena, const char **ret_context);
void labels_close(struct policy *policy);

/* ---- folders.c ---- */

const char *folders_lookup(struct policy *policy, const char *type, struct arena *arena);

/* ---- meaning.c ---- */

/* The descriptions in a folder; of two for one name that in the last file counts. */
struct meanings *meanings_read(const char *folder, struct arena *arena);
const char *meanings_find(const struct meanings *meanings, const char *name);
/* In those that came with Avocet; NULL when there is none. */
const char *meanings_installed(struct policy *policy, const char *name, struct arena *arena);
/* Empty for names that are not plain: better nothing than something wrong. */
const char *meaning_from_name(const char *name, struct arena *arena);

/* ---- the variants ---- */

/* Both leave path, stamp and file_contexts to the caller, who ends the policy with policy_close().
 * On error *ret_why (in arena) is the rest of a sentence that begins with the file's name. */
int policy_sepol_load(char *bytes, size_t length, struct arena *arena, struct policy **ret,
	const char **ret_why);
int policy_scripted_parse(const char *text, size_t length, struct arena *arena,
	struct policy **ret, const char **ret_why);

#define SCRIPTED_FIRST_LINE "avocet-policy 1"

#endif
