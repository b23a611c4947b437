/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scripted policy and every question to it. Binary policies are left to libsepol, which has
 * fuzzers of its own and reads files that only root writes.
 */
#include "fuzz.h"
#include "policy-internal.h"

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
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct policy *policy;
	const char *why = NULL, *context;

	if (policy_scripted_parse((const char *)data, size, arena, &policy, &why) < 0) {
		REQUIRE(why && *why);
		return 0;
	}
	for (size_t i = 0; i < ARRAY_SIZE(accesses); i++)
		ask(policy, &accesses[i]);
	policy_port_type(policy, "tcp", 8080, arena);
	policy_type_has_attribute(policy, "http_port_t", "port_type");
	if (policy_default_context(policy, "/var/www/html/x", "file", arena, &context) == 0)
		REQUIRE(context && *context);
	policy_close(policy);
	return 0;
}
