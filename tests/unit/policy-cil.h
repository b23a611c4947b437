/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes small binary policies from CIL, for what no installed policy shows; and a folder that is
 * gone after the test. */
#ifndef TESTS_POLICY_CIL_H
#define TESTS_POLICY_CIL_H

#include <sepol/cil/cil.h>
#include <sepol/policydb.h>

#include "policy.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define DEBIAN_POLICY "/etc/selinux/default/policy/policy.33"
#define DEBIAN_CONTEXTS "/etc/selinux/default/contexts/files/file_contexts"

/* With what installed policies lack. */
static const char small_policy[] =
	"(handleunknown deny) (mls true)"
	"(class process (transition dyntransition signal))"
	"(class file (read write open getattr))"
	"(class tcp_socket (name_connect))"
	"(classorder (process file tcp_socket))"
	"(sid kernel) (sidorder (kernel))"
	"(sensitivity s0) (sensitivityorder (s0)) (category c0) (category c1)"
	"(categoryorder (c0 c1)) (sensitivitycategory s0 (c0 c1))"
	"(user u) (role object_r) (role r) (role q) (userrole u r) (userrole u q)"
	"(userrole u object_r) (userlevel u (s0)) (userrange u ((s0) (s0 (c0 c1))))"
	"(type run_t) (type next_t) (type parent_t) (type child_t) (type data_t) (type other_t)"
	"(type port_t) (type web_t) (typealias run_alias) (typealiasactual run_alias run_t)"
	"(typeattribute domain) (typeattributeset domain (run_t next_t parent_t child_t))"
	"(typeattribute store) (typeattributeset store (data_t other_t))"
	"(roletype r domain) (roletype q domain) (roletype object_r store)"
	"(roletype object_r port_t) (roletype object_r web_t)"
	"(sidcontext kernel (u r run_t ((s0) (s0))))"
	"(typebounds parent_t child_t)"
	"(allow run_t next_t (process (transition signal)))"
	"(allow run_t data_t (file (read write getattr)))"
	"(allow run_t store (file (getattr)))"
	"(allow child_t data_t (file (read write)))"
	"(allow parent_t data_t (file (read)))"
	"(dontaudit run_t other_t (file (read open)))"
	"(constrain (file (getattr)) (eq t1 next_t))"
	"(mlsconstrain (file (read write)) (dom h1 h2))"
	"(boolean one false) (boolean two false) (boolean off true) (boolean bound false)"
	"(booleanif (and one (not two)) (true (allow run_t other_t (file (read)))))"
	"(booleanif one (true (allow run_t other_t (file (open)))))"
	"(booleanif off (true (allow run_t port_t (tcp_socket (name_connect))))"
	"	(false (allow run_t web_t (tcp_socket (name_connect)))))"
	"(booleanif bound (true (allow parent_t data_t (file (write)))))"
	"(portcon tcp 80 (u object_r web_t ((s0) (s0))))"
	"(portcon tcp (1 1000) (u object_r port_t ((s0) (s0))))";

static inline char *folder_new(struct arena *arena)
{
	char *folder = arena_strdup(arena, "/tmp/avocet-policy-XXXXXX");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static inline int remove_one(const char *path, const struct stat *status, int kind,
	struct FTW *where)
{
	return remove(path);
}

static inline void folder_remove(const char *folder)
{
	assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void write_file(const char *path, const void *bytes, size_t length)
{
	_cleanup_file_ FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
}

/* Bounds are not checked, so that there is something left to find. */
static inline void write_policy(const char *path, const char *cil)
{
	_cleanup_file_ FILE *file = fopen(path, "we");
	sepol_policy_file_t *output;
	sepol_policydb_t *policy;
	cil_db_t *db;

	assert_non_null(file);
	cil_set_log_level(CIL_ERR);
	cil_db_init(&db);
	cil_set_disable_neverallow(db, 1);
	assert_int_equal(cil_add_file(db, "test", cil, strlen(cil)), 0);
	assert_int_equal(cil_compile(db), 0);
	assert_int_equal(cil_build_policydb(db, &policy), 0);
	assert_int_equal(sepol_policy_file_create(&output), 0);
	sepol_policy_file_set_fp(output, file);
	assert_int_equal(sepol_policydb_write(policy, output), 0);
	sepol_policy_file_free(output);
	sepol_policydb_free(policy);
	cil_db_destroy(&db);
}

static inline struct policy *open_policy(const char *path, const char *file_contexts,
	struct arena *arena)
{
	const struct policy_files files = { path, file_contexts };
	struct policy *policy = NULL;
	const char *why = NULL;

	if (policy_open(&files, arena, &policy, &why) < 0)
		fail_msg("%s", why);
	return policy;
}

#define PERMISSIONS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define ACCESS(source, target, tclass, ...) \
	(&(const struct policy_access){ source, target, tclass, PERMISSIONS(__VA_ARGS__) })

static inline const char *reason_of(struct policy *policy, const struct policy_access *access,
	struct arena *arena)
{
	struct policy_why why;

	policy_why(policy, access, arena, &why);
	return policy_reason_name(why.reason);
}

static inline const char *detail_of(struct policy *policy, const struct policy_access *access,
	struct arena *arena)
{
	struct policy_why why;

	policy_why(policy, access, arena, &why);
	return why.detail;
}

/* "one=on two=off+three=off": sets in order, each with the states as they are. */
static inline const char *booleans_of(struct policy *policy, const struct policy_access *access,
	struct arena *arena)
{
	const struct policy_boolean_set *sets;
	size_t count = policy_boolean_sets(policy, access, arena, &sets);
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		const struct policy_boolean *member = sets[i].booleans;

		for (size_t k = 0; member[k].name; k++)
			text = arena_printf(arena, "%s%s%s=%s", text, k ? "+" : i ? " " : "",
				member[k].name, member[k].on ? "on" : "off");
	}
	assert_null(sets[count].booleans);
	return text;
}

static inline const char *words_of(const char *const *words, struct arena *arena)
{
	const char *text = "";

	for (; *words; words++)
		text = arena_printf(arena, "%s%s%s", text, *text ? " " : "", *words);
	return text;
}

static inline bool has_word(const char *const *words, const char *word)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words;
}

/* One policy, built from a text and opened, for each test. */
struct cil_fixture {
	struct arena *arena;
	const char *folder;
	struct policy *policy;
};

static inline int fixture_set_up(const char *text, void **state)
{
	struct cil_fixture *fixture = calloc(1, sizeof *fixture);
	const char *path;

	fixture->arena = arena_new();
	fixture->folder = folder_new(fixture->arena);
	path = arena_printf(fixture->arena, "%s/policy", fixture->folder);
	write_policy(path, text);
	fixture->policy = open_policy(path, "/nonexistent", fixture->arena);
	*state = fixture;
	return 0;
}

static inline int fixture_tear_down(void **state)
{
	struct cil_fixture *fixture = *state;

	policy_close(fixture->policy);
	folder_remove(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

#endif
