/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scripted policy and every question to it; lists of booleans and constraints. Binary policies
 * are left to libsepol, which has fuzzers of its own and reads files that only root writes.
 */
#include "fuzz.h"
#include "policy-internal.h"

#include <string.h>

static const char *const permissions[] = { "read", NULL };
static const struct policy_access accesses[] = {
	{ "u:r:httpd_t:s0", "u:object_r:port_t:s0", "tcp_socket", permissions },
	{ "u:r:httpd_t:s0", "u:object_r:var_t:s0:c1", "file", permissions },
	{ "", "::", "", permissions + 1 },
};

static void ask(struct policy *policy, const struct policy_access *access)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const struct policy_boolean_set *sets;
	struct policy_why why = { .reason = 99 };
	const char *const *types;
	enum policy_reason reason;
	size_t count;

	policy_why(policy, access, arena, &why);
	REQUIRE(policy_reason_from_name(policy_reason_name(why.reason), &reason) == 0);
	count = policy_boolean_sets(policy, access, arena, &sets);
	REQUIRE(!sets[count].booleans);
	for (size_t i = 0; i < count; i++)
		REQUIRE(sets[i].booleans[0].name);
	types = policy_target_types(policy, access, "port_type", arena);
	for (; *types; types++)
		REQUIRE(policy_has_type(policy, *types));
	policy_allows_on_type(policy, access, "http_port_t");
	REQUIRE(!policy_allows(policy, access) || policy_allows_with_rule(policy, access));
	REQUIRE(!policy_allows(policy, access) || !policy_missing(policy, access, arena)[0]);
}

static void ask_in_general(struct policy *policy, struct arena *arena)
{
	const char *const *lines = policy_machine_lines(policy);
	const char *answer = policy_transition(policy, "init_t", "httpd_exec_t", "process", arena);
	bool on;

	REQUIRE(!answer || *answer);
	while (*lines)
		REQUIRE(**lines++);
	answer = policy_folder_of_type(policy, "http_port_t", arena);
	REQUIRE(!answer || *answer == '/');
	REQUIRE(policy_boolean_meaning(policy, "one", arena));
	policy_boolean_state(policy, "one", &on);
	policy_is_permissive(policy, "httpd_t");
	policy_bounded_by(policy, "httpd_t");
	REQUIRE(text_matches_any("allow deny reject", policy_handle_unknown(policy)));
}

/* The same bytes as a list of booleans. */
static void set_states(const uint8_t *data, size_t size, struct arena *arena)
{
	static const char script[] = SCRIPTED_FIRST_LINE "\nboolean one off\nboolean two on\n";
	struct policy *policy;
	const char *why = NULL;

	REQUIRE(policy_scripted_parse(script, strlen(script), arena, &policy, &why) == 0);
	if (states_apply(policy, (const char *)data, size, arena, &why) < 0)
		REQUIRE(why && *why);
	policy_close(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy;
	const char *why = NULL, *context;

	set_states(data, size, arena);
	policy_constraint_kind(arena_strndup(arena, (const char *)data, size));
	meaning_from_name(arena_strndup(arena, (const char *)data, size), arena);
	if (policy_scripted_parse((const char *)data, size, arena, &policy, &why) < 0) {
		REQUIRE(why && *why);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(accesses); i++)
		ask(policy, &accesses[i]);
	ask_in_general(policy, arena);
	policy_port_type(policy, "tcp", 8080, arena);
	policy_type_has_attribute(policy, "http_port_t", "port_type");
	if (policy_default_context(policy, "/var/www/html/x", "file", arena, &context) == 0)
		REQUIRE(context && *context);
	policy_close(policy);
	return 0;
}
