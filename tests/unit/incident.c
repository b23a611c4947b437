/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts of one cause are put together, others are not; one remedy for all, or none. */
#include "alert.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOON INT64_C(1700000000000)

static struct incident_part part(int64_t id, int64_t second, const char *unit, const char *exe,
	int64_t pid)
{
	return (struct incident_part){
		.id = id,
		.count = 2,
		.pid = pid,
		.level = LEVEL_YELLOW,
		.unit = unit,
		.exe = exe,
		.first_seen = NOON + second * 1000,
		.last_seen = NOON + second * 1000 + 500,
		.summary = "it was stopped.",
	};
}

/* "1+2 3": the ids of each incident. */
static const char *grouped(struct arena *arena, const struct incident_part *parts, size_t count)
{
	const char *text = "";
	size_t n;
	struct incident *incidents = incidents_group(arena, parts, count, &n);

	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; p < incidents[i].n_parts; p++)
			text = arena_printf(arena, "%s%s%lld", text,
				p   ? "+"
				: i ? " "
				    : "",
				(long long)incidents[i].parts[p]->id);
	return text;
}

#define assert_grouped(wanted, ...)                                                    \
	do {                                                                           \
		_cleanup_arena_ struct arena *arena = arena_new();                     \
		struct incident_part parts[] = { __VA_ARGS__ };                        \
		assert_string_equal(grouped(arena, parts, ARRAY_SIZE(parts)), wanted); \
	} while (0)

static void test_causes(void **state)
{
	assert_grouped("1+2", part(1, 0, "web.service", "/bin/a", 7),
		part(2, 9, "web.service", "/bin/b", 8));
	assert_grouped("1+2", part(1, 0, NULL, "/bin/a", 7), part(2, 9, NULL, "/bin/b", 7));
	assert_grouped("1+2", part(1, 0, NULL, "/bin/a", 7), part(2, 9, NULL, "/bin/a", 8));
	assert_grouped("1 2", part(1, 0, "web.service", "/bin/a", 7),
		part(2, 9, "ssh.service", "/bin/b", 8));
	assert_grouped("1 2", part(1, 0, "web.service", "/bin/python3", 7),
		part(2, 9, "ssh.service", "/bin/python3", 8));
	assert_grouped("1 2", part(1, 0, NULL, NULL, -1), part(2, 9, NULL, NULL, -1));
}

static void test_times(void **state)
{
	assert_grouped("1+2", part(1, 60, "w", NULL, -1), part(2, 0, "w", NULL, -1));
	assert_grouped("1 2", part(1, 61, "w", NULL, -1), part(2, 0, "w", NULL, -1));
	/* All within a minute of the first, not each of the one before. */
	assert_grouped("1 2+3", part(1, 90, "w", NULL, -1), part(2, 45, "w", NULL, -1),
		part(3, 0, "w", NULL, -1));
}

static void test_order_is_kept(void **state)
{
	assert_grouped("4 1+3 2", part(4, 70, "x", NULL, -1), part(1, 0, "w", NULL, -1),
		part(2, 5, "y", NULL, -1), part(3, 20, "w", NULL, -1));
}

static void test_hosts_and_folds(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct incident_part parts[] = { part(1, 0, "w", NULL, -1), part(2, 1, "w", NULL, -1),
		part(3, 2, "w", NULL, -1) };

	parts[1].host = "other";
	parts[2].folded = true;
	assert_string_equal(grouped(arena, parts, 3), "1 2 3");
}

static void test_sums(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct incident_part parts[] = { part(1, 8, "w", "/bin/a", 7),
		part(2, 0, "w", "/bin/b", 8) };
	size_t count;
	struct incident *incidents;

	parts[1].level = LEVEL_RED;
	incidents = incidents_group(arena, parts, 2, &count);
	assert_int_equal(count, 1);
	assert_int_equal(incidents->count, 4);
	assert_int_equal(incidents->first_seen, NOON);
	assert_int_equal(incidents->last_seen, NOON + 8500);
	assert_int_equal(incidents->span, 8000);
	assert_int_equal(incidents->level, LEVEL_RED);
	assert_string_equal(incidents->who, "w");
	assert_false(incidents->fixed);
	parts[1].fixed = true;
	incidents = incidents_group(arena, parts, 2, &count);
	assert_int_equal(incidents->level, LEVEL_YELLOW);
	parts[0].fixed = true;
	assert_true(incidents_group(arena, parts, 2, &count)->fixed);
}

/* A storm of kinds must not take the square of their number. */
static void test_many(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	size_t count, many = 20000;
	struct incident_part *parts = arena_alloc(arena, many * sizeof *parts);

	for (size_t i = 0; i < many; i++)
		parts[i] = part((int64_t)i, (int64_t)(i % 50), i % 2 ? "w" : NULL, NULL,
			i % 2 ? -1 : (int64_t)i + 1);
	incidents_group(arena, parts, many, &count);
	assert_int_equal(count, many / 2 + 1);
}

/* ---- remedies ---- */

#define COMMAND(...) \
	((const char *const *const[]){ (const char *const[]){ __VA_ARGS__, NULL }, NULL })

static struct remedy boolean(const char *name)
{
	const char *const **commands = calloc(2, sizeof *commands);
	const char **argv = calloc(5, sizeof *argv);

	argv[0] = "setsebool";
	argv[1] = "-P";
	argv[2] = name;
	argv[3] = "on";
	commands[0] = argv;
	return (struct remedy){ .action = AVOCET_SET_BOOLEAN, .tried = true, .commands = commands };
}

static void free_boolean(struct remedy *remedy)
{
	free((void *)remedy->commands[0]);
	free((void *)remedy->commands);
}

static void test_same_boolean(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct remedy a = boolean("may_mail"), b = boolean("may_mail"), c = boolean("may_dial"),
		      all;

	assert_true(remedy_for_all(arena, (const struct remedy *[]){ &a, &b }, 2, &all));
	assert_string_equal(escape_command(arena, all.commands[0]), "setsebool -P may_mail on");
	assert_false(remedy_for_all(arena, (const struct remedy *[]){ &a, &b, &c }, 3, &all));
	b.tried = false;
	assert_false(remedy_for_all(arena, (const struct remedy *[]){ &a, &b }, 2, &all));
	free_boolean(&a);
	free_boolean(&b);
	free_boolean(&c);
}

static struct remedy label(const char *path, const char *const *const *commands)
{
	return (struct remedy){
		.action = AVOCET_RESTORE_LABEL,
		.tried = true,
		.path = path,
		.commands = commands,
	};
}

static void test_labels_of_a_folder(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct remedy a = label("/srv/a", COMMAND("restorecon", "-v", "/srv/a"));
	struct remedy b = label("/srv/b", COMMAND("restorecon", "-v", "/srv/b"));
	struct remedy c = label("/srv/d/c", COMMAND("restorecon", "-v", "/srv/d/c")), all;
	struct remedy own = label(NULL, COMMAND("restorecon", "-v", "/bin/program"));

	assert_true(remedy_for_all(arena, (const struct remedy *[]){ &a, &b }, 2, &all));
	assert_string_equal(escape_command(arena, all.commands[0]), "restorecon -v /srv/a /srv/b");
	assert_false(remedy_for_all(arena, (const struct remedy *[]){ &a, &c }, 2, &all));
	assert_false(remedy_for_all(arena, (const struct remedy *[]){ &a, &own }, 2, &all));
}

static struct remedy module(const char *type, const char *rules)
{
	static const char *const argv[] = { "semodule", "-X", "300", "-i", "local_x.cil", NULL };
	static const char *const *const commands[] = { argv, NULL };

	return (struct remedy){
		.action = AVOCET_LOAD_MODULE,
		.tried = true,
		.source_type = type,
		.name = "local_x",
		.rules = rules,
		.commands = commands,
	};
}

static void test_rules_of_a_program(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct remedy all, quiet = module("web_t", "(dontaudit web_t c_t (file (read)))");
	struct remedy other = module("ssh_t", "(allow ssh_t c_t (file (read)))");
	struct remedy a = module("web_t", "(allow web_t a_t (file (read)))");
	struct remedy b = module("web_t",
		"(allow web_t b_t (file (ioctl)))\n(allowx web_t b_t (ioctl file (0x5413)))");
	assert_true(remedy_for_all(arena, (const struct remedy *[]){ &a, &b, &a }, 3, &all));
	assert_string_equal(all.rules,
		"(allow web_t a_t (file (read)))\n(allow web_t b_t (file (ioctl)))\n"
		"(allowx web_t b_t (ioctl file (0x5413)))");
	assert_string_equal(escape_command(arena, all.commands[0]),
		"semodule -X 300 -i local_web_together.cil");
	assert_false(remedy_for_all(arena, (const struct remedy *[]){ &a, &quiet }, 2, &all));
	assert_false(remedy_for_all(arena, (const struct remedy *[]){ &a, &other }, 2, &all));
}

static void test_never_for_attacks(void **state)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct incident_part parts[] = { part(1, 0, "w", NULL, -1), part(2, 0, "w", NULL, -1) };
	struct remedy remedy;
	size_t count;

	parts[0].remedy = boolean("may_mail");
	parts[1].remedy = boolean("may_mail");
	assert_true(incident_remedy(arena, incidents_group(arena, parts, 2, &count), &remedy));
	parts[1].attack = true;
	assert_false(incident_remedy(arena, incidents_group(arena, parts, 2, &count), &remedy));
	parts[1].attack = false;
	parts[1].fixed = true;
	assert_false(incident_remedy(arena, incidents_group(arena, parts, 2, &count), &remedy));
	parts[1].fixed = false;
	parts[1].pending = true;
	assert_false(incident_remedy(arena, incidents_group(arena, parts, 2, &count), &remedy));
	free_boolean(&parts[0].remedy);
	free_boolean(&parts[1].remedy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_order_is_kept),
		cmocka_unit_test(test_hosts_and_folds),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_same_boolean),
		cmocka_unit_test(test_labels_of_a_folder),
		cmocka_unit_test(test_rules_of_a_program),
		cmocka_unit_test(test_never_for_attacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
